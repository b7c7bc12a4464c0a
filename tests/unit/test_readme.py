"""What the README says of the code is so."""

import re
from datetime import UTC, datetime

import pytest

from rxapp.shop import discounts
from rxapp.shop.cart import Cart, CartLine
from rxapp.shop.catalog import CATALOG
from rxapp.shop.pricing import quote
from tests.anchors import README, Anchor, anchors
from tests.serving import ROOT

TEXT = README.read_text()
UPDATES = ("payment amounts", "line items", "line item quantities", "shipping options", "discounts", "trials")


@pytest.mark.parametrize("anchor", list(anchors(TEXT)), ids=lambda anchor: f"{anchor.path}:{anchor.name}")
def test_every_function_is_on_the_line_that_is_named(anchor: Anchor):
    assert anchor.is_at == anchor.line, "`python -m tests.anchors` puts it right"


@pytest.mark.parametrize("update", UPDATES)
def test_every_documented_update_has_its_row_and_its_function(update: str):
    [row] = re.findall(rf"^\| {update} \|.*$", TEXT, re.MULTILINE)
    assert list(anchors(row))


def test_every_other_link_leads_to_a_file():
    links = re.findall(r"\]\(([^)#:]+)(?:#L\d+)?\)", TEXT)
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_a_new_rule_is_one_function_in_one_file(monkeypatch: pytest.MonkeyPatch):
    [source] = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    names = dict(vars(discounts))
    exec(source, names)
    monkeypatch.setattr(discounts, "RULES", (*discounts.RULES, names["by_the_dozen"]))
    teas = tuple(CartLine(slug=slug, quantity=6) for slug in ("chamomile-fields", "assam-breakfast"))
    # 6 × 12.00 + 6 × 14.00 is $156.00: loyalty 15.60, and 5 % is $7.80.
    asked = quote(Cart(lines=teas), CATALOG, datetime.now(UTC))
    assert [(part.name, part.amount) for part in asked.deductions] == [("Loyalty", 1560), ("By the dozen", 780)]
