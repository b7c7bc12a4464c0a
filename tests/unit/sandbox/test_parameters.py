"""Parameters against the SDK's own types, and what is said of those that don't fit."""

from typing import Any, Literal, NotRequired

import pytest
from stripe import RequestOptions
from stripe import params as p
from stripe.params import checkout
from typing_extensions import TypedDict

from rxapp.sandbox.resources.checkout.preview import CreateParams, UpdateParams
from rxapp.sandbox.resources.routes import ROUTES
from rxapp.sandbox.rules.errors import StripeError, invalid
from rxapp.sandbox.rules.parameters import Parameters

UPDATE = Parameters(checkout.SessionUpdateParams)
PREVIEW = Parameters(checkout.SessionUpdateParams, UpdateParams)
CREATE = Parameters(checkout.SessionCreateParams)


def test_texts_become_what_the_types_say() -> None:
    given = {
        "line_items": [{"id": "li_1", "quantity": "3", "adjustable_quantity": {"enabled": "true"}}],
        "metadata": {"1": "2"},
        "shipping_options": "",
    }
    assert UPDATE.check(given) == {
        "line_items": [{"id": "li_1", "quantity": 3, "adjustable_quantity": {"enabled": True}}],
        "metadata": {"1": "2"},
        "shipping_options": "",
    }


@pytest.mark.parametrize(
    ("given", "code", "message"),
    [
        ({"discounts": ""}, "parameter_unknown", "Received unknown parameter: discounts"),
        ({"a": "", "b": ""}, "parameter_unknown", "Received unknown parameters: a, b"),
        ({"api_key": "x"}, "parameter_unknown", "Received unknown parameter: api_key"),
        (
            {"line_items": [{}, {"colour": "red"}]},
            "parameter_unknown",
            "Received unknown parameter: line_items[1][colour]",
        ),
        (
            {"shipping_options": [{"shipping_rate_data": {}}]},
            "parameter_missing",
            "Missing required param: shipping_options[0][shipping_rate_data][display_name].",
        ),
        ({"line_items": [{"quantity": "10.0"}]}, "parameter_invalid_integer", "Invalid integer: 10.0"),
        ({"line_items": [{"quantity": "1_0"}]}, "parameter_invalid_integer", "Invalid integer: 1_0"),
        ({"line_items": [{"adjustable_quantity": {"enabled": "yes"}}]}, None, "Invalid boolean: yes"),
        ({"line_items": "all"}, None, "Invalid array"),
        (
            {"payment_intent_data": {"setup_future_usage": "maybe"}},
            None,
            "Invalid payment_intent_data[setup_future_usage]: must be one of off_session or on_session",
        ),
    ],
)
def test_a_refusal_names_the_whole_path(given: dict[str, Any], code: str | None, message: str) -> None:
    with pytest.raises(StripeError) as refused:
        UPDATE.check(given)
    assert refused.value.status == 400
    assert (refused.value.body.get("code"), refused.value.body["message"]) == (code, message)


def test_an_empty_text_is_refused_where_nothing_can_be_cleared() -> None:
    with pytest.raises(StripeError) as refused:
        UPDATE.check({"line_items": [{"quantity": ""}]})
    assert refused.value.body["code"] == "parameter_invalid_empty"
    assert refused.value.body["param"] == "line_items[0][quantity]"


def test_the_preview_knows_more() -> None:
    given = {"discounts": [{"coupon_data": {"percent_off": "12.5"}}], "subscription_data": {"trial_period_days": ""}}
    assert PREVIEW.check(given)["discounts"] == [{"coupon_data": {"percent_off": 12.5}}]
    assert PREVIEW.check({"discounts": ""}) == {"discounts": ""}
    permissions = {"permissions": {"update_discounts": "server_only"}}
    assert Parameters(checkout.SessionCreateParams, CreateParams).check(permissions) == permissions
    with pytest.raises(StripeError, match=r"permissions\[update_discounts\]"):
        CREATE.check(permissions)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_every_route_refuses_what_it_does_not_know(route: Any) -> None:
    unknown = ["no_such_parameter", *RequestOptions.__annotations__]  # those are for the SDK alone
    for parameters in filter(None, (route.parameters, route.preview, route.browser)):
        with pytest.raises(StripeError) as refused:
            parameters.check(dict.fromkeys(unknown, "1"))
        assert refused.value.body["message"] == f"Received unknown parameters: {', '.join(unknown)}"


def test_no_type_of_the_sdk_is_changed_by_being_compiled() -> None:
    assert "__pydantic_config__" not in vars(p.CouponListParams)
    Parameters(p.CouponListParams).check({"limit": "1"})
    assert "__pydantic_config__" not in vars(p.CouponListParams)


class Rate(TypedDict):
    percentage: float
    inclusive: NotRequired[bool]


class Shape(TypedDict):
    name: str
    count: NotRequired[int]
    rate: NotRequired[Rate]
    rates: NotRequired[list[Rate]]
    colour: NotRequired[Literal["red", "green"] | str]
    until: NotRequired[Literal["now"] | int]
    note: NotRequired[Literal[""] | str]


class Later(TypedDict):
    count: NotRequired[Literal["many"]]
    more: NotRequired[str]


SHAPE = Parameters(Shape)


@pytest.mark.parametrize(
    ("given", "values"),
    [
        ({"name": "a", "count": "-10"}, {"name": "a", "count": -10}),
        ({"name": "a", "count": "9" * 18}, {"name": "a", "count": int("9" * 18)}),
        ({"name": "a", "rate": {"percentage": "8.25", "inclusive": "false"}}, {"percentage": 8.25, "inclusive": False}),
        ({"name": "a", "colour": "red"}, {"name": "a", "colour": "red"}),
        ({"name": "a", "until": "5"}, {"name": "a", "until": 5}),
        ({"name": "a", "until": "now"}, {"name": "a", "until": "now"}),
        ({"name": "a", "note": ""}, {"name": "a", "note": ""}),
        ({"name": "a", "note": "b"}, {"name": "a", "note": "b"}),
    ],
)
def test_values_of_a_form_get_their_types(given: dict[str, Any], values: dict[str, Any]) -> None:
    checked = SHAPE.check(given)
    assert (checked["rate"] if "rate" in given else checked) == values


@pytest.mark.parametrize(
    ("given", "code", "param", "message"),
    [
        ({}, "parameter_missing", "name", "Missing required param: name."),
        (
            {"name": "a", "rate": {}},
            "parameter_missing",
            "rate[percentage]",
            "Missing required param: rate[percentage].",
        ),
        (
            {"name": "a", "rates": [{"percentage": "1"}, {}]},
            "parameter_missing",
            "rates[1][percentage]",
            "Missing required param: rates[1][percentage].",
        ),
        ({"name": "a", "count": "1.0"}, "parameter_invalid_integer", "count", "Invalid integer: 1.0"),
        ({"name": "a", "count": "9" * 19}, "parameter_invalid_integer", "count", f"Invalid integer: {'9' * 19}"),
        ({"name": "a", "count": "+1"}, "parameter_invalid_integer", "count", "Invalid integer: +1"),
        ({"name": "a", "count": ""}, "parameter_invalid_empty", "count", None),
        ({"name": "a", "rate": {"percentage": "much"}}, None, "rate[percentage]", "Invalid decimal: much"),
        (
            {"name": "a", "rate": {"percentage": "1", "inclusive": "TRUE"}},
            None,
            "rate[inclusive]",
            "Invalid boolean: TRUE",
        ),
        ({"name": "a", "rate": "8"}, None, "rate", "Invalid object"),
        ({"name": "a", "rates": {"a": "8"}}, None, "rates", "Invalid array"),
        ({"name": ["a"]}, None, "name", "Invalid string"),
        ({"name": "a", "colour": "blue"}, None, "colour", "Invalid colour: must be one of red or green"),
        ({"name": "a", "colour": ""}, "parameter_invalid_empty", "colour", None),
        ({"name": "a", "x": "1", "rate": {"y": "2"}}, "parameter_unknown", "rate[y]", None),
        ({"x": "1", "count": "many"}, "parameter_unknown", "x", "Received unknown parameter: x"),
        ({"name": "a", "idempotency_key": "k"}, "parameter_unknown", "idempotency_key", None),
    ],
)
def test_what_is_wrong_is_named_with_its_path(
    given: dict[str, Any], code: str | None, param: str, message: str | None
) -> None:
    with pytest.raises(StripeError) as refused:
        SHAPE.check(given)
    body = refused.value.body
    assert (refused.value.status, body.get("code"), body["param"]) == (400, code, param)
    assert message is None or body["message"] == message


def test_a_later_shape_adds_and_wins() -> None:
    both = Parameters(Shape, Later)
    assert both.check({"name": "a", "count": "many", "more": "b"}) == {"name": "a", "count": "many", "more": "b"}
    with pytest.raises(StripeError):
        both.check({"name": "a", "count": "5"})


def test_json_has_its_types_already() -> None:
    json = Parameters(Shape, form=False)
    assert json.check({"name": "a", "count": 5}) == {"name": "a", "count": 5}
    with pytest.raises(StripeError) as refused:
        json.check({"name": "a", "count": "many"})
    assert refused.value.body["message"] == "Invalid integer: many"


def test_a_better_message_comes_first() -> None:
    def before(values: dict[str, Any]) -> None:
        if "price" in values:
            raise invalid("We ask you for no price.", param="price")

    checked = Parameters(Shape, before=before)
    assert checked.check({"name": "a"}) == {"name": "a"}
    with pytest.raises(StripeError, match="We ask you for no price"):
        checked.check({"price": "1"})
