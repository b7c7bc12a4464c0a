"""A subscriber takes another plan, more of one, or something besides."""

from typing import Any

import pytest

from tests.unit.sandbox.caller import Caller
from tests.unit.sandbox.test_events import told

SUBSCRIPTIONS = "/v1/subscriptions"
DAY = 24 * 3600


async def price(
    caller: Caller, amount: int = 900, more: str = "&recurring[interval]=month", currency: str = "usd"
) -> str:
    form = f"currency={currency}&unit_amount={amount}&product_data[name]=Tea{more}"
    return (await caller.made("/v1/prices", form))["id"]


async def begun(caller: Caller, more: str = "") -> dict[str, Any]:
    """A subscription that a session has started."""
    items = f"line_items[0][price]={await price(caller)}&line_items[0][quantity]=2"
    session = await caller.made(
        "/v1/checkout/sessions", f"mode=subscription&success_url=https://shop.example&{items}{more}"
    )
    await caller.control(f"pay/{session['id']}", {"email": "mira@example.com"})
    id = (await caller.call("GET", f"/v1/checkout/sessions/{session['id']}")).json()["subscription"]
    return (await caller.call("GET", f"{SUBSCRIPTIONS}/{id}")).json()


def only(subscription: dict[str, Any]) -> dict[str, Any]:
    [item] = subscription["items"]["data"]
    return item


async def test_another_plan_keeps_the_quantity_and_the_period(caller: Caller) -> None:
    before = await begun(caller)
    dearer = await price(caller, 1900)
    form = f"items[0][id]={only(before)['id']}&items[0][price]={dearer}&proration_behavior=create_prorations"
    after = await caller.made(f"{SUBSCRIPTIONS}/{before['id']}", form)
    item = only(after)
    assert (item["id"], item["price"]["id"], item["quantity"]) == (only(before)["id"], dearer, 2)
    assert (item["plan"]["id"], item["plan"]["amount"]) == (dearer, 1900)
    assert item["current_period_end"] == only(before)["current_period_end"]
    event = (await told(caller))[-1]
    assert event["type"] == "customer.subscription.updated"
    assert event["data"]["previous_attributes"]["items"]["data"][0]["price"]["unit_amount"] == 900


async def test_a_plan_of_another_interval_begins_its_period_now(caller: Caller) -> None:
    before = await begun(caller)
    await caller.advance(10 * DAY)
    yearly = await price(caller, 9900, "&recurring[interval]=year")
    form = f"items[0][id]={only(before)['id']}&items[0][price]={yearly}"
    after = await caller.made(f"{SUBSCRIPTIONS}/{before['id']}", form)
    start, end = (only(after)[f"current_period_{name}"] for name in ("start", "end"))
    assert start - only(before)["current_period_start"] >= 10 * DAY and end - start in (365 * DAY, 366 * DAY)
    assert after["billing_cycle_anchor"] == start
    await caller.advance(40 * DAY)
    later = (await caller.call("GET", f"{SUBSCRIPTIONS}/{before['id']}")).json()
    assert only(later)["current_period_end"] == end


async def test_a_trial_goes_on_with_another_plan(caller: Caller) -> None:
    before = await begun(caller, "&subscription_data[trial_period_days]=7")
    yearly = await price(caller, 9900, "&recurring[interval]=year")
    form = f"items[0][id]={only(before)['id']}&items[0][price]={yearly}"
    after = await caller.made(f"{SUBSCRIPTIONS}/{before['id']}", form)
    assert (after["status"], only(after)["current_period_end"]) == ("trialing", before["trial_end"])


async def test_seats_are_added_and_another_item_comes_and_goes(caller: Caller) -> None:
    before = await begun(caller)
    path = f"{SUBSCRIPTIONS}/{before['id']}"
    seats = await caller.made(path, f"items[0][id]={only(before)['id']}&items[0][quantity]=5&items[0][metadata][a]=1")
    assert (only(seats)["quantity"], only(seats)["metadata"]) == (5, {"a": "1"})
    await caller.advance(10 * DAY)
    besides = await caller.made(path, f"items[0][price]={await price(caller, 300)}")
    first, second = besides["items"]["data"]
    assert second["quantity"] == 1
    for name in ("current_period_start", "current_period_end"):
        assert second[name] == first[name] == only(before)[name], "it joins the period that is under way"
    gone = await caller.made(path, f"items[0][id]={second['id']}&items[0][deleted]=true")
    assert only(gone)["id"] == first["id"]


@pytest.mark.parametrize(
    ("items", "param"),
    [
        ("items[0][id]=si_nobodys&items[0][quantity]=2", "items[0][id]"),
        ("items[0][id]={item}&items[0][price]={once}", "items[0][price]"),
        ("items[0][id]={item}&items[0][price]={euros}", "items[0][price]"),
        ("items[0][price]=price_none", "items[0][price]"),
        ("items[0][quantity]=2", "items[0][price]"),
        ("items[0][price]={same}", "items"),
        ("items[0][price]={yearly}", "items"),
        ("items[0][id]={item}&items[0][deleted]=true", "items"),
    ],
)
async def test_what_does_not_go_together_changes_nothing(caller: Caller, items: str, param: str) -> None:
    before = await begun(caller)
    form = items.format(
        item=only(before)["id"],
        same=only(before)["price"]["id"],
        once=await price(caller, 900, ""),
        euros=await price(caller, currency="eur"),
        yearly=await price(caller, 900, "&recurring[interval]=year"),
    )
    refused = await caller.post(f"{SUBSCRIPTIONS}/{before['id']}", form)
    assert (refused.status_code, refused.json()["error"]["param"]) == (400, param)
    now = (await caller.call("GET", f"{SUBSCRIPTIONS}/{before['id']}")).json()
    assert now == before


async def test_subscriptions_are_listed_by_price(caller: Caller) -> None:
    first, second = await begun(caller), await begun(caller)
    for subscription in (first, second):
        found = await caller.listed(SUBSCRIPTIONS, price=only(subscription)["price"]["id"])
        assert [one["id"] for one in found] == [subscription["id"]]
    assert await caller.listed(SUBSCRIPTIONS, price=await price(caller)) == []


ITEMS = "/v1/subscription_items"


async def test_items_are_changed_by_themselves(caller: Caller) -> None:
    subscription = await begun(caller)
    id = only(subscription)["id"]
    seats = await caller.made(f"{ITEMS}/{id}", "quantity=7&proration_behavior=none")
    assert (seats["id"], seats["quantity"]) == (id, 7)
    assert (await caller.call("GET", f"{ITEMS}/{id}")).json() == seats
    assert (await told(caller))[-1]["type"] == "customer.subscription.updated"
    besides = await caller.made(ITEMS, f"subscription={subscription['id']}&price={await price(caller, 300)}&quantity=2")
    assert (besides["quantity"], besides["subscription"]) == (2, subscription["id"])
    listed = await caller.listed(ITEMS, subscription=subscription["id"])
    assert [item["id"] for item in listed] == [id, besides["id"]]
    gone = (await caller.call("DELETE", f"{ITEMS}/{besides['id']}")).json()
    assert gone == {"id": besides["id"], "object": "subscription_item", "deleted": True}
    now = (await caller.call("GET", f"/v1/subscriptions/{subscription['id']}")).json()
    assert only(now) == seats


@pytest.mark.parametrize(("version", "has"), [("2025-02-24.acacia", False), ("2025-03-31.basil", True)])
async def test_an_item_has_a_period_of_its_own_since_basil(caller: Caller, version: str, has: bool) -> None:
    subscription = await begun(caller)
    for path in (f"{ITEMS}/{only(subscription)['id']}", f"{ITEMS}?subscription={subscription['id']}"):
        answer = (await caller.call("GET", path, **{"stripe-version": version})).json()
        [item] = answer["data"] if answer["object"] == "list" else [answer]
        assert ("current_period_end" in item) == has
    whole = await caller.call("GET", f"/v1/subscriptions/{subscription['id']}", **{"stripe-version": version})
    assert ("current_period_end" in whole.json()) != has


async def test_items_of_nobody_and_of_what_has_ended_stay(caller: Caller) -> None:
    subscription = await begun(caller)
    for method in ("GET", "POST", "DELETE"):
        answer = await caller.call(method, f"{ITEMS}/si_nobodys")
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "resource_missing")
    await caller.call("DELETE", f"{SUBSCRIPTIONS}/{subscription['id']}")
    refused = await caller.post(f"{ITEMS}/{only(subscription)['id']}", "quantity=2")
    assert "canceled subscription" in refused.json()["error"]["message"]
