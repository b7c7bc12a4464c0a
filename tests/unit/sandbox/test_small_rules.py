"""Metadata, addresses, identifiers, shapes and versions."""

import re
from typing import Any

import pytest
import stripe

from rxapp.sandbox.rules import fields, identifiers, metadata, shapes
from rxapp.sandbox.rules.errors import StripeError

FIFTY = {f"key {number}": "value" for number in range(50)}


@pytest.mark.parametrize(
    ("kept", "given", "after"),
    [
        (None, None, {}),
        (None, {}, {}),
        ({"a": "1"}, None, {"a": "1"}),
        ({"a": "1"}, {}, {"a": "1"}),
        ({"a": "1"}, {"b": "2"}, {"a": "1", "b": "2"}),
        ({"a": "1"}, {"a": "2"}, {"a": "2"}),
        ({"a": "1", "b": "2"}, {"a": ""}, {"b": "2"}),
        ({"a": "1"}, {"b": ""}, {"a": "1"}),
        ({"a": "1"}, "", {}),
        (FIFTY, {"key 0": "", "new": "1"}, {**dict.fromkeys(list(FIFTY)[1:], "value"), "new": "1"}),
        (None, FIFTY, FIFTY),
        (None, {"k" * 40: "v" * 500}, {"k" * 40: "v" * 500}),
    ],
)
def test_metadata_is_merged_key_by_key(kept: dict[str, str] | None, given: Any, after: dict[str, str]) -> None:
    before = dict(kept or {})
    assert metadata.merged(kept, given) == after
    assert (kept or {}) == before, "what is kept isn't changed in place"


def test_kept_metadata_is_a_copy() -> None:
    kept = {"a": "1"}
    assert metadata.merged(kept, None) is not kept


@pytest.mark.parametrize(
    ("given", "param", "message"),
    [
        (
            {"k" * 41: "v"},
            "metadata",
            "Metadata keys can be up to 40 characters, but you passed in a key that is 41 characters. Invalid key: "
            + "k" * 41,
        ),
        (
            {"k": "v" * 501},
            "metadata[k]",
            "Metadata values can have up to 500 characters, but you passed in a value that is 501 characters. Invalid "
            "value: " + "v" * 501,
        ),
        (FIFTY | {"one more": "1"}, "metadata", "You can only have up to 50 metadata keys, but you have 51."),
    ],
)
def test_metadata_has_its_limits(given: dict[str, str], param: str, message: str) -> None:
    with pytest.raises(StripeError) as refused:
        metadata.merged(None, given)
    assert (refused.value.body["param"], refused.value.body["message"]) == (param, message)


def test_fields_are_taken_as_given_and_cleared_by_an_empty_text() -> None:
    params = {"name": "Tea", "description": "", "active": False, "other": "x"}
    taken = fields.taken(params, ("name", "description", "active", "missing"))
    assert taken == {"name": "Tea", "description": None, "active": False}


EMPTY_ADDRESS = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (None, None),
        ({}, None),
        ({"city": "Rome", "line2": ""}, EMPTY_ADDRESS | {"city": "Rome"}),
        (
            {name: name for name in EMPTY_ADDRESS} | {"planet": "Earth"},
            {name: name for name in EMPTY_ADDRESS},
        ),
    ],
)
def test_an_address_has_every_member(given: dict[str, str] | None, shown: dict[str, Any] | None) -> None:
    assert fields.address(given) == shown


@pytest.mark.parametrize(
    ("given", "beside"),
    [
        ({"name": "Ada"}, {"name": "Ada", "phone": None}),
        ({"name": "Ada", "phone": "", "colour": "red"}, {"name": "Ada", "phone": None}),
        (
            {"name": "Ada", "carrier": "Post"},
            {"name": "Ada", "phone": None, "carrier": "Post", "tracking_number": None},
        ),
        ({"phone": "1", "tracking_number": "2"}, {"name": None, "phone": "1", "carrier": None, "tracking_number": "2"}),
    ],
)
def test_shipping_has_who_and_where(given: dict[str, Any], beside: dict[str, Any]) -> None:
    address = {"city": "Rome"}
    assert fields.shipping(given) == {"address": None, **beside}
    assert fields.shipping({**given, "address": address}) == {"address": EMPTY_ADDRESS | address, **beside}


@pytest.mark.parametrize(
    ("made", "pattern", "length"),
    [
        (lambda: identifiers.new("prod"), r"prod_[0-9A-Za-z]{24}", 29),
        (lambda: identifiers.new("req", 14), r"req_[0-9A-Za-z]{14}", 18),
        (lambda: identifiers.new("evt", 23, start="1"), r"evt_1[0-9A-Za-z]{23}", 28),
        (identifiers.checkout_session, r"cs_test_a1[0-9A-Za-z]{56}", 66),
        (lambda: identifiers.client_secret("pi_1"), r"pi_1_secret_[0-9A-Za-z]{25}", 37),
        (identifiers.webhook_secret, r"whsec_[0-9A-Za-z]{32}", 38),
    ],
)
def test_identifiers_look_like_stripes_and_are_never_the_same(made: Any, pattern: str, length: int) -> None:
    several = [made() for _ in range(200)]
    assert len(set(several)) == 200
    assert all(re.fullmatch(pattern, one) and len(one) == length for one in several)
    assert len({letter for one in several for letter in one[-14:]}) == 62, "every letter and digit comes"


def test_a_shape_has_every_field_that_may_be_null() -> None:
    made = shapes.shape(stripe.Product, absent={"unit_label", "deleted"})(id="prod_1", name="Tea", images=[])
    assert (made["id"], made["name"], made["images"]) == ("prod_1", "Tea", [])
    assert {value for name, value in made.items() if name not in ("id", "name", "images")} == {None}
    assert {"description", "shippable", "url"} <= set(made)
    assert not {"unit_label", "deleted", "OBJECT_NAME", "active", "metadata"} & set(made)
    again = shapes.shape(stripe.Product)()
    assert "unit_label" in again and again is not shapes.shape(stripe.Product)()
