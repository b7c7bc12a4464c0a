"""Subscriptions: what a session says of one, which are listed, and whose card pays."""

from typing import Any

import pytest

from tests.unit.sandbox.caller import Caller
from tests.unit.sandbox.test_portal import subscribed

SUBSCRIPTIONS, METHODS = "/v1/subscriptions", "/v1/payment_methods"
DAY = 24 * 3600
DATA = "&subscription_data"


@pytest.mark.parametrize(
    ("form", "field", "shown"),
    [
        (f"{DATA}[description]=Club", "description", "Club"),
        (f"{DATA}[metadata][a]=1", "metadata", {"a": "1"}),
        (
            f"{DATA}[pending_invoice_item_interval][interval]=week&"
            "subscription_data[pending_invoice_item_interval][interval_count]=2",
            "pending_invoice_item_interval",
            {"interval": "week", "interval_count": 2},
        ),
        (
            f"{DATA}[trial_period_days]=7{DATA}[trial_settings][end_behavior][missing_payment_method]=cancel",
            "trial_settings",
            {"end_behavior": {"billing_cycle_anchor": None, "missing_payment_method": "cancel"}},
        ),
        (
            "",
            "trial_settings",
            {"end_behavior": {"billing_cycle_anchor": None, "missing_payment_method": "create_invoice"}},
        ),
        (f"{DATA}[billing_mode][type]=classic", "billing_mode", {"flexible": None, "type": "classic"}),
        ("", "billing_mode", {"flexible": {"proration_discounts": "included"}, "type": "flexible"}),
        (
            f"{DATA}[billing_mode][type]=flexible{DATA}[billing_mode][flexible][proration_discounts]=itemized",
            "billing_mode",
            {"flexible": {"proration_discounts": "itemized"}, "type": "flexible"},
        ),
        ("", "description", None),
        ("", "pending_invoice_item_interval", None),
        ("", "status", "active"),
    ],
)
async def test_a_subscription_is_as_its_session_says(caller: Caller, form: str, field: str, shown: Any) -> None:
    assert (await subscribed(caller, form))[field] == shown


@pytest.mark.parametrize(
    ("form", "seconds"),
    [
        (f"{DATA}[trial_period_days]=1", DAY),
        (f"{DATA}[trial_period_days]=730", 730 * DAY),
        (f"{DATA}[trial_end]={1_900_000_000 + 2 * DAY}", 2 * DAY),
    ],
)
async def test_a_trial_lasts_as_long_as_it_says(caller: Caller, form: str, seconds: int) -> None:
    trial = await subscribed(caller, form)
    [item] = trial["items"]["data"]
    assert (trial["status"], trial["trial_start"]) == ("trialing", trial["created"])
    assert trial["trial_end"] == trial["billing_cycle_anchor"] == item["current_period_end"]
    assert trial["trial_end"] - trial["created"] == seconds
    await caller.advance(seconds - 1)
    assert (await caller.call("GET", f"{SUBSCRIPTIONS}/{trial['id']}")).json()["status"] == "trialing"
    await caller.advance(1)
    now = (await caller.call("GET", f"{SUBSCRIPTIONS}/{trial['id']}")).json()
    assert (now["status"], now["items"]["data"][0]["current_period_start"]) == ("active", trial["trial_end"])


@pytest.mark.parametrize("months", [1, 3, 13])
async def test_periods_pass_one_by_one_however_far_the_clock_goes(caller: Caller, months: int) -> None:
    begun = await subscribed(caller)
    await caller.advance(months * 31 * DAY)
    told = (await caller.listed("/v1/events", type="customer.subscription.updated"))[::-1]
    ends = [event["data"]["object"]["items"]["data"][0]["current_period_start"] for event in told]
    now = (await caller.control("", method="GET"))["now"]
    assert len(ends) >= months and ends == sorted(set(ends))
    assert ends[0] == begun["items"]["data"][0]["current_period_end"]
    [item] = (await caller.call("GET", f"{SUBSCRIPTIONS}/{begun['id']}")).json()["items"]["data"]
    assert item["current_period_start"] <= now < item["current_period_end"]


@pytest.mark.parametrize("duration", ["once", "forever", "repeating&duration_in_months=3"])
async def test_a_discount_goes_on_unless_it_was_for_the_first_payment_alone(caller: Caller, duration: str) -> None:
    coupon = (await caller.made("/v1/coupons", f"percent_off=10&duration={duration}"))["id"]
    subscription = await subscribed(caller, f"&discounts[0][coupon]={coupon}")
    path = f"{SUBSCRIPTIONS}/{subscription['id']}?expand[]=discounts"
    found = (await caller.call("GET", path)).json()["discounts"]
    assert [one["source"]["coupon"] for one in found] == ([] if duration == "once" else [coupon])


async def test_another_way_to_pay_has_to_be_the_customers(caller: Caller) -> None:
    mine, other = await subscribed(caller), await subscribed(caller)
    path = f"{SUBSCRIPTIONS}/{mine['id']}"
    for wrong in (other["default_payment_method"], "pm_card_visa", "pm_none"):
        error = (await caller.post(path, f"default_payment_method={wrong}")).json()["error"]
        assert (error["code"], error["param"]) == ("resource_missing", "default_payment_method")
    card = (await caller.made(f"{METHODS}/pm_card_amex/attach", f"customer={mine['customer']}"))["id"]
    assert (await caller.made(path, f"default_payment_method={card}"))["default_payment_method"] == card
    assert (await caller.made(path, "description=Club"))["default_payment_method"] == card
    assert (await caller.made(path, "default_payment_method="))["default_payment_method"] is None


async def test_what_has_ended_is_listed_where_it_is_asked_for(caller: Caller) -> None:
    """The SDK's docstring of `status`."""
    goes_on, ended, left = [(await subscribed(caller))["id"] for _ in range(3)]
    await caller.call("DELETE", f"{SUBSCRIPTIONS}/{ended}")
    await caller.made(f"{SUBSCRIPTIONS}/{left}", "cancel_at_period_end=true")
    trial = (await subscribed(caller, f"{DATA}[trial_period_days]=7"))["id"]
    for status, ids in (
        ("", [trial, left, goes_on]),
        ("active", [left, goes_on]),
        ("trialing", [trial]),
        ("canceled", [ended]),
        ("ended", [ended]),
        ("all", [trial, left, ended, goes_on]),
        ("past_due", []),
    ):
        found = await caller.listed(SUBSCRIPTIONS, **({"status": status} if status else {}))
        assert [one["id"] for one in found] == ids, status


async def test_one_that_is_over_takes_only_words(caller: Caller) -> None:
    path = f"{SUBSCRIPTIONS}/{(await subscribed(caller))['id']}"
    over = (await caller.call("DELETE", path, "cancellation_details[comment]=Bye")).json()
    assert (over["status"], over["cancellation_details"]["comment"]) == ("canceled", "Bye")
    again = await caller.call("DELETE", path)
    assert (again.status_code, again.json()["error"]["code"]) == (400, "resource_missing")
    for form in ("description=Club", "cancel_at_period_end=true", "default_payment_method=", "items[0][quantity]=1"):
        assert "canceled subscription" in (await caller.post(path, form)).json()["error"]["message"]
    said = await caller.made(path, "metadata[a]=1&cancellation_details[feedback]=unused")
    assert (said["metadata"], said["cancellation_details"]["feedback"]) == ({"a": "1"}, "unused")
    assert said["cancellation_details"]["comment"] == "Bye"


async def test_an_item_says_what_its_sessions_item_says_and_shows_its_price_as_a_plan(caller: Caller) -> None:
    tax = (await caller.made("/v1/tax_rates", "display_name=VAT&percentage=20&inclusive=true"))["id"]
    form = "currency=usd&unit_amount=900&product_data[name]=Tea&nickname=Usual&metadata[a]=1"
    price = await caller.made("/v1/prices", f"{form}&recurring[interval]=week&recurring[interval_count]=2")
    line = f"line_items[0][price]={price['id']}&line_items[0][quantity]=3&line_items[0][tax_rates][]={tax}"
    club = f"mode=subscription&success_url=https://shop.example&{line}&line_items[0][metadata][sku]=tea"
    await caller.control(f"pay/{(await caller.made('/v1/checkout/sessions', club))['id']}", {"email": "a@b.example"})
    [subscription] = await caller.listed(SUBSCRIPTIONS)
    [item] = subscription["items"]["data"]
    assert (item["price"], item["quantity"], item["metadata"]) == (price, 3, {"sku": "tea"})
    assert [rate["id"] for rate in item["tax_rates"]] == [tax]
    assert item["current_period_end"] - item["current_period_start"] == 14 * DAY
    plan, recurring = item["plan"], price["recurring"]
    for name in ("id", "active", "billing_scheme", "created", "currency", "metadata", "nickname", "product"):
        assert plan[name] == price[name], name
    for name in ("interval", "interval_count", "usage_type"):
        assert plan[name] == recurring[name], name
    assert (plan["amount"], plan["amount_decimal"], plan["object"]) == (900, "900", "plan")
