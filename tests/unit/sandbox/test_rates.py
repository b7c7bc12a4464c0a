"""Tax rates and shipping rates: what they can be, and at which parameter another is refused, inline too."""

from typing import Any

import pytest

from tests.unit.sandbox.caller import Caller
from tests.unit.sandbox.trade import SHOP, item

TAX, SHIPPING, SESSIONS = "/v1/tax_rates", "/v1/shipping_rates", "/v1/checkout/sessions"
VAT = "display_name=VAT&inclusive=true&percentage="
POST = "display_name=Post&type=fixed_amount"
AMOUNT = "fixed_amount[amount]=500&fixed_amount[currency]=usd"
SESSION = f"mode=payment&success_url={SHOP}&{item()}"


@pytest.mark.parametrize("percentage", ["0", "0.001", "8.25", "100"])
async def test_a_tax_is_of_nothing_or_of_all(caller: Caller, percentage: str) -> None:
    rate = await caller.made(TAX, VAT + percentage)
    assert rate["percentage"] == rate["effective_percentage"] == float(percentage)
    assert (rate["active"], rate["rate_type"], rate["inclusive"]) == (True, "percentage", True)


@pytest.mark.parametrize("percentage", ["-0.001", "100.001", "101", "1000"])
async def test_and_of_no_less_and_no_more(caller: Caller, percentage: str) -> None:
    error = (await caller.post(TAX, VAT + percentage)).json()["error"]
    assert (error["param"], await caller.listed(TAX)) == ("percentage", [])


@pytest.mark.parametrize(
    ("form", "param", "code"),
    [
        (POST, "fixed_amount", "parameter_missing"),
        (f"{POST}&{AMOUNT.replace('500', '-1')}", "fixed_amount[amount]", None),
        (f"{POST}&{AMOUNT.replace('usd', 'xyz')}", "fixed_amount[currency]", None),
        (f"{POST}&{AMOUNT.replace('usd', 'isk').replace('500', '550')}", "fixed_amount[amount]", None),
        (AMOUNT, "display_name", "parameter_missing"),
    ],
)
@pytest.mark.parametrize("inline", [False, True])
async def test_a_shipping_rate_that_cannot_be_is_refused_at_its_parameter(
    caller: Caller, form: str, param: str, code: str | None, inline: bool
) -> None:
    data = "shipping_options[0][shipping_rate_data]"
    if inline:
        names = [part.partition("=") for part in form.split("&")]
        inner = "&".join(f"{data}[{name.replace('[', '][', 1).rstrip(']')}]={value}" for name, _, value in names)
        answer = await caller.post(SESSIONS, f"{SESSION}&{inner}")
        param = f"{data}[{param.replace('[', '][', 1).rstrip(']')}]"
    else:
        answer = await caller.post(SHIPPING, form)
    error = answer.json()["error"]
    assert (answer.status_code, error["param"], error.get("code")) == (400, param, code)
    assert await caller.listed(SHIPPING) == []


async def test_a_shipping_rate_is_shown_as_it_was_given(caller: Caller) -> None:
    estimate = "delivery_estimate[minimum][unit]=business_day&delivery_estimate[minimum][value]=1"
    more = f"{estimate}&tax_behavior=exclusive&tax_code=txcd_1&metadata[a]=1"
    rate = await caller.made(SHIPPING, f"{POST}&{AMOUNT.replace('500', '0').replace('usd', 'USD')}&{more}")
    assert rate["fixed_amount"] == {"amount": 0, "currency": "usd"}
    assert rate["delivery_estimate"] == {"maximum": None, "minimum": {"unit": "business_day", "value": 1}}
    assert (rate["tax_behavior"], rate["tax_code"], rate["metadata"]) == ("exclusive", "txcd_1", {"a": "1"})
    assert (rate["active"], rate["display_name"], rate["type"]) == (True, "Post", "fixed_amount")
    plain: dict[str, Any] = await caller.made(SHIPPING, f"{POST}&{AMOUNT}")
    assert (plain["delivery_estimate"], plain["tax_behavior"], plain["tax_code"]) == (None, "unspecified", None)
