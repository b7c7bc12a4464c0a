"""What comes from a browser is what it should be, or refused; never something like it."""

from collections.abc import Callable
from typing import Any

import pytest

from rxapp.orders.records import Flow
from rxapp.shop.refusal import NotUnderstood
from rxapp.states import arguments

CHOICES = {"late": "It is late."}
TAKEN: list[tuple[Callable[..., Any], Any, Any]] = [
    (arguments.text, "", ""),
    (arguments.text, "x" * 200, "x" * 200),
    (arguments.number, 0, 0),
    (arguments.number, -(10**30), -(10**30)),
    (arguments.flow, "payment_intent", Flow.PAYMENT_INTENT),
    (arguments.flow, "checkout_session", Flow.CHECKOUT_SESSION),
    (lambda value: arguments.one_of(CHOICES, value), "late", "It is late."),
]


@pytest.mark.parametrize(("parse", "value", "parsed"), TAKEN)
def test_what_is_taken(parse: Callable[..., Any], value: Any, parsed: Any):
    assert parse(value) == parsed
    assert type(parse(value)) is type(parsed)


NOT_TEXT: list[Any] = [None, 1, True, b"x", [], {}, ["x"], "x" * 201]
REFUSED: list[tuple[Callable[..., Any], list[Any]]] = [
    (arguments.text, NOT_TEXT),
    (arguments.number, [None, "1", 1.0, 1.5, True, False, [], {}]),
    (arguments.flow, [None, "", "cash", 1, [], "PAYMENT_INTENT"]),
    (lambda value: arguments.one_of(CHOICES, value), [*NOT_TEXT, "", "Late", "early"]),
]


@pytest.mark.parametrize(("parse", "values"), REFUSED)
def test_what_is_refused(parse: Callable[..., Any], values: list[Any]):
    for value in values:
        with pytest.raises(NotUnderstood) as refused:
            parse(value)
        assert (refused.value.control, refused.value.message) == ("checkout", NotUnderstood.sentence), value


@pytest.mark.parametrize("id", ["cs_test_a1", "pi_1", "cs_" + "x" * 250, "cs_live_A_z9"])
def test_what_can_be_the_id_of_a_session_is_one(id: str):
    assert arguments.session_id(id) == id


@pytest.mark.parametrize(
    "id",
    [
        *("", "cs_", "pi_", "cs", "x", "xcs_1", "seti_1", "CS_1", "cs-1", "cs_1 ", " cs_1", "cs_1\n", "cs_é", "cs_1;"),
        *("cs_../../etc/passwd", "cs_%00", "cs_" + "x" * 251, "cs_1,pi_1", "sub_1"),
    ],
)
def test_what_cannot_be_one_is_none(id: str):
    assert arguments.session_id(id) == ""


@pytest.mark.parametrize(("value", "number"), [("3", 3), (" 12 ", 12), ("007", 7), ("0", 0), ("9" * 9, 10**9 - 1)])
def test_a_number_that_was_typed(value: str, number: int):
    assert arguments.typed_number(value) == number


@pytest.mark.parametrize("value", [*NOT_TEXT, "", "1.5", "-1", "2e1", "٣", "9" * 10])
def test_what_was_typed_and_is_no_number(value: Any):
    assert arguments.typed_number(value) is None
