"""The form of an address: the countries that orders are sent to, and what is asked for in each."""

from typing import Any

import pytest

from rxapp.shop.catalog import CATALOG
from rxapp.shop.places import country
from rxapp.ui.destination import COUNTRIES

FORMS: dict[str, Any] = {str(one["code"]): one for one in COUNTRIES}


def test_those_come_first_to_which_most_orders_go_and_then_each_by_its_name():
    near = CATALOG.first_zone.countries
    first, others = list(FORMS)[: len(near)], list(FORMS)[len(near) :]
    assert set(first) == set(near) and set(FORMS) == set(CATALOG.countries)
    for codes in (first, others):
        names = [FORMS[code]["name"] for code in codes]
        assert names == sorted(names)


@pytest.mark.parametrize("code", FORMS)
def test_what_may_be_left_out_says_so_and_what_has_a_list_is_chosen_from_it(code: str):
    there = country(code)
    assert [part["part"] for part in FORMS[code]["parts"]] == list(there.parts)
    for part in FORMS[code]["parts"]:
        assert part["label"].endswith("(optional)") == (part["part"] not in there.required)
        listed = there.regions if part["part"] == "state" else ()
        assert part["options"] == [[region.code, region.name] for region in listed]
