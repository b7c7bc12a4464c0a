"""What comes from a browser is what it should be, or refused; never something like it."""

from collections.abc import Callable
from typing import Any

import pytest

from rxapp.orders.records import Flow
from rxapp.shop.refusal import Refusal
from rxapp.states import arguments
from rxapp.states.arguments import NOT_UNDERSTOOD

CHOICES = {"late": "It is late."}
TAKEN: list[tuple[Callable[..., Any], Any, Any]] = [
    (arguments.text, "", ""),
    (arguments.text, "x" * 200, "x" * 200),
    (arguments.texts, {}, {}),
    (arguments.texts, {"x" * 200: "y" * 200}, {"x" * 200: "y" * 200}),
    (arguments.texts, {str(number): "x" for number in range(10)}, {str(number): "x" for number in range(10)}),
    (arguments.switch, True, True),
    (arguments.switch, False, False),
    (arguments.number, 0, 0),
    (arguments.number, -(10**30), -(10**30)),
    (arguments.flow, "payment_intent", Flow.PAYMENT_INTENT),
    (arguments.flow, "checkout_session", Flow.CHECKOUT_SESSION),
    (lambda value: arguments.one_of(CHOICES, value), "late", "It is late."),
    (arguments.control, "gift_wrap", "gift_wrap"),
    (arguments.control, "x" * 201, "checkout"),
    (arguments.control, None, "checkout"),
    (arguments.control, ["gift_wrap"], "checkout"),
]


@pytest.mark.parametrize(("parse", "value", "parsed"), TAKEN)
def test_what_is_taken(parse: Callable[..., Any], value: Any, parsed: Any):
    assert parse(value) == parsed
    assert type(parse(value)) is type(parsed)


NOT_TEXT: list[Any] = [None, 1, True, b"x", [], {}, ["x"], "x" * 201]
REFUSED: list[tuple[Callable[..., Any], list[Any]]] = [
    (arguments.text, NOT_TEXT),
    (arguments.texts, [None, "x", [], {"x": 1}, {1: "x"}, {"x": "y" * 201}, {"x" * 201: "y"}, {"x": None}]),
    (arguments.texts, [{str(number): "x" for number in range(11)}]),
    (arguments.switch, [None, 0, 1, "true", "", [], 1.0]),
    (arguments.number, [None, "1", 1.0, 1.5, True, False, [], {}]),
    (arguments.flow, [None, "", "cash", 1, [], "PAYMENT_INTENT"]),
    (lambda value: arguments.one_of(CHOICES, value), [*NOT_TEXT, "", "Late", "early"]),
]


@pytest.mark.parametrize(("parse", "values"), REFUSED)
def test_what_is_refused(parse: Callable[..., Any], values: list[Any]):
    for value in values:
        with pytest.raises(Refusal) as refused:
            parse(value)
        assert (refused.value.control, refused.value.message) == ("checkout", NOT_UNDERSTOOD), value


def test_a_number_is_refused_where_it_was_typed():
    with pytest.raises(Refusal) as refused:
        arguments.number("2", "yame-sencha", "A whole number, please.")
    assert refused.value.problems == {"yame-sencha": "A whole number, please."}


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
