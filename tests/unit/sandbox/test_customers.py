"""Customers: what is known of them, what is theirs, and what is left of one who is gone."""

import pytest

from tests.unit.sandbox.caller import Caller
from tests.unit.sandbox.test_events import told
from tests.unit.sandbox.test_portal import subscribed

CUSTOMERS, METHODS, SUBSCRIPTIONS = "/v1/customers", "/v1/payment_methods", "/v1/subscriptions"


async def test_one_who_is_gone_is_a_stub_and_in_no_list(caller: Caller) -> None:
    ada = await caller.made(CUSTOMERS, "email=ada@example.com")
    path = f"{CUSTOMERS}/{ada['id']}"
    gone = {"id": ada["id"], "object": "customer", "deleted": True}
    assert (await caller.call("DELETE", path)).json() == gone
    assert (await caller.call("GET", path)).json() == gone
    assert await caller.listed(CUSTOMERS) == []
    assert await caller.listed(CUSTOMERS, email="ada@example.com") == []
    for method, address in (("POST", path), ("DELETE", path), ("GET", f"{path}/payment_methods")):
        answer = await caller.call(method, address)
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "resource_missing")
    paying = await caller.post("/v1/payment_intents", f"amount=900&currency=usd&customer={ada['id']}")
    assert paying.json()["error"]["param"] == "customer"


async def test_with_a_customer_end_the_subscriptions(caller: Caller) -> None:
    """The SDK's docstring: "Also immediately cancels any active subscriptions on the customer."."""
    mine, other = await subscribed(caller), await subscribed(caller)
    await caller.call("DELETE", f"{CUSTOMERS}/{mine['customer']}")
    now = {one["id"]: one for one in await caller.listed(SUBSCRIPTIONS, status="all")}
    assert (now[mine["id"]]["status"], now[other["id"]]["status"]) == ("canceled", "active")
    assert now[mine["id"]]["ended_at"] is not None
    assert [event["type"] for event in await told(caller)][-2:] == ["customer.subscription.deleted", "customer.deleted"]
    await caller.advance(40 * 24 * 3600)
    assert (await caller.call("GET", f"{SUBSCRIPTIONS}/{mine['id']}")).json() == now[mine["id"]]


async def test_the_ways_to_pay_of_one_are_not_shown_as_anothers(caller: Caller) -> None:
    ada, ben = [(await caller.made(CUSTOMERS, f"name={name}"))["id"] for name in ("Ada", "Ben")]
    cards = [
        (await caller.made(f"{METHODS}/pm_card_{name}/attach", f"customer={ada}"))["id"] for name in ("visa", "amex")
    ]
    nobodys = (await caller.made(METHODS, "type=card&card[token]=tok_visa"))["id"]
    path = f"{CUSTOMERS}/{ada}/payment_methods"
    listed = (await caller.call("GET", path)).json()
    assert (listed["url"], [one["id"] for one in listed["data"]]) == (path, cards[::-1])
    page = (await caller.call("GET", f"{path}?limit=1")).json()
    assert ([one["id"] for one in page["data"]], page["has_more"]) == ([cards[1]], True)
    assert await caller.listed(f"{CUSTOMERS}/{ben}/payment_methods") == []
    assert (await caller.call("GET", f"{path}/{cards[0]}")).json()["id"] == cards[0]
    for customer, card in ((ben, cards[0]), (ada, nobodys), (ada, "pm_none")):
        answer = await caller.call("GET", f"{CUSTOMERS}/{customer}/payment_methods/{card}")
        error = answer.json()["error"]
        assert (answer.status_code, error["code"], error["param"]) == (404, "resource_missing", "payment_method")


async def test_what_is_left_out_of_a_customer_is_there_when_it_is_asked_for(caller: Caller) -> None:
    first = await subscribed(caller)
    await subscribed(caller)
    path = f"{CUSTOMERS}/{first['customer']}"
    plain = (await caller.call("GET", path)).json()
    assert not {"subscriptions", "tax_ids"} & set(plain)
    expanded = (await caller.call("GET", f"{path}?expand[]=subscriptions&expand[]=tax_ids")).json()
    assert expanded["tax_ids"] == {"object": "list", "data": [], "has_more": False, "url": f"{path}/tax_ids"}
    assert [one["id"] for one in expanded["subscriptions"]["data"]] == [first["id"]]
    assert expanded["subscriptions"]["url"] == f"{path}/subscriptions"


async def test_of_several_subscriptions_the_latest_comes_first_and_what_has_ended_is_left_out(caller: Caller) -> None:
    first = await subscribed(caller)
    more = "mode=subscription&success_url=https://shop.example&line_items[0][quantity]=1"
    more += "&line_items[0][price_data][currency]=usd&line_items[0][price_data][unit_amount]=500"
    more += "&line_items[0][price_data][product_data][name]=Pot&line_items[0][price_data][recurring][interval]=week"
    for _ in range(2):
        session = await caller.made("/v1/checkout/sessions", f"{more}&customer={first['customer']}")
        await caller.control(f"pay/{session['id']}")
    third, second, _ = await caller.listed(SUBSCRIPTIONS)
    await caller.call("DELETE", f"{SUBSCRIPTIONS}/{second['id']}")
    path = f"{CUSTOMERS}/{first['customer']}?expand[]=subscriptions"
    found = (await caller.call("GET", path)).json()["subscriptions"]["data"]
    assert [one["id"] for one in found] == [third["id"], first["id"]]


@pytest.mark.parametrize("attached", ["ben's", "ada's"])
async def test_a_card_is_kept_for_one_customer(caller: Caller, attached: str) -> None:
    ada, ben = [(await caller.made(CUSTOMERS, f"name={name}"))["id"] for name in ("Ada", "Ben")]
    card = (await caller.made(f"{METHODS}/pm_card_visa/attach", f"customer={ada}"))["id"]
    whose = {"ben's": ben, "ada's": ada}[attached]
    answer = await caller.post(f"{METHODS}/{card}/attach", f"customer={whose}")
    if attached == "ada's":
        assert answer.is_success
    else:
        assert "already been attached to a customer" in answer.json()["error"]["message"]
    assert (await caller.call("GET", f"{METHODS}/{card}")).json()["customer"] == ada
