"""Which ways to pay are offered, in which order, and which parameter leaves none."""

from typing import Any

import pytest

from rxapp.sandbox.rules.errors import StripeError
from rxapp.sandbox.rules.payment_method_types import may_redirect, offered

ALLOWED, EXCLUDED = "allowed_payment_method_types", "excluded_payment_method_types"
ALL = ["us_bank_account", "amazon_pay", "card"]


@pytest.mark.parametrize(
    ("params", "currency", "subscribes", "types"),
    [
        ({}, "usd", False, ["card"]),
        ({}, "eur", True, ["card"]),
        ({ALLOWED: None, EXCLUDED: None}, "usd", False, ["card"]),
        ({ALLOWED: ALL}, "usd", False, ALL),
        ({ALLOWED: ALL[::-1]}, "usd", False, ALL[::-1]),
        ({ALLOWED: ["card", "klarna"]}, "usd", False, ["card"]),
        ({ALLOWED: ALL, EXCLUDED: ["card"]}, "usd", False, ["us_bank_account", "amazon_pay"]),
        ({ALLOWED: ALL}, "usd", True, ["amazon_pay", "card"]),
        ({ALLOWED: ALL}, "eur", False, ["card"]),
        ({ALLOWED: ALL, "redirect_on_completion": "never"}, "usd", False, ["us_bank_account", "card"]),
        ({ALLOWED: ALL, "redirect_on_completion": "always"}, "usd", False, ALL),
    ],
)
def test_those_that_are_allowed_are_offered_in_their_order(
    params: dict[str, Any], currency: str, subscribes: bool, types: list[str]
) -> None:
    assert offered(params, currency, subscribes=subscribes) == types


@pytest.mark.parametrize(
    ("params", "currency", "param", "here"),
    [
        ({ALLOWED: ["klarna"]}, "usd", ALLOWED, "`card`, `amazon_pay`, `us_bank_account`"),
        ({ALLOWED: ["us_bank_account"]}, "eur", ALLOWED, "`card` only"),
        ({EXCLUDED: ["card"]}, "usd", EXCLUDED, "`card`, `amazon_pay`, `us_bank_account`"),
        ({ALLOWED: ["card"], EXCLUDED: ["card"]}, "usd", EXCLUDED, "`card`, `amazon_pay`, `us_bank_account`"),
    ],
)
def test_the_parameter_that_leaves_none_is_named(params: dict[str, Any], currency: str, param: str, here: str) -> None:
    with pytest.raises(StripeError) as refused:
        offered(params, currency)
    assert refused.value.body["param"] == param
    message = f"The local Stripe takes {here} here: `{param}` must leave one of them."
    assert refused.value.body["message"] == message


@pytest.mark.parametrize(
    ("automatic", "allowed", "may"),
    [
        (None, None, False),
        ({"enabled": False, "allow_redirects": "always"}, None, False),
        ({"enabled": True, "allow_redirects": "never"}, None, False),
        ({"enabled": True, "allow_redirects": "always"}, None, True),
        ({"enabled": True, "allow_redirects": "always"}, ["amazon_pay"], False),
    ],
)
def test_a_buyer_may_be_sent_away_where_it_is_left_to_stripe(
    automatic: dict[str, Any] | None, allowed: list[str] | None, may: bool
) -> None:
    assert may_redirect({"automatic_payment_methods": automatic, ALLOWED: allowed}) is may
