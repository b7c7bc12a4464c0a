"""Parameters against the SDK's own types, and what is said of those that don't fit."""

from typing import Any

import pytest
from stripe import params as p
from stripe.params import checkout

from rxapp.sandbox.resources.checkout.preview import CreateParams, UpdateParams
from rxapp.sandbox.resources.routes import ROUTES
from rxapp.sandbox.rules.errors import StripeError
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
    for parameters in filter(None, (route.parameters, route.preview)):
        with pytest.raises(StripeError) as refused:
            parameters.check({"no_such_parameter": "1"})
        assert refused.value.body["code"] == "parameter_unknown"


def test_no_type_of_the_sdk_is_changed_by_being_compiled() -> None:
    assert "__pydantic_config__" not in vars(p.CouponListParams)
    Parameters(p.CouponListParams).check({"limit": "1"})
    assert "__pydantic_config__" not in vars(p.CouponListParams)
