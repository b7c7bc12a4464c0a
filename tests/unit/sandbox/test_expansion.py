"""`expand`: what is shown in full, how deep, and what can't be."""

from typing import Any

import pytest

from tests.unit.sandbox.caller import Caller

PAY = "amount=1000&currency=usd&confirm=true&return_url=https://shop.example/&payment_method=pm_card_visa"
SESSION = (
    "mode=payment&ui_mode=elements&line_items[0][price_data][currency]=usd&line_items[0][price_data][unit_amount]=1800"
    "&line_items[0][price_data][product_data][name]=Tea&line_items[0][quantity]=1"
)


async def expanded(caller: Caller, path: str, *paths: str) -> Any:
    return (await caller.call("GET", f"{path}?{'&'.join(f'expand[]={one}' for one in paths)}")).json()


@pytest.fixture
async def intent(caller: Caller) -> dict[str, Any]:
    """Paid by a customer."""
    customer = await caller.made("/v1/customers", "name=Anna")
    return await caller.made("/v1/payment_intents", f"{PAY}&customer={customer['id']}")


async def test_an_identifier_becomes_the_object(caller: Caller, intent: dict[str, Any]):
    path = f"/v1/payment_intents/{intent['id']}"
    answer = await expanded(caller, path, "customer")
    assert (answer["customer"]["object"], answer["customer"]["name"]) == ("customer", "Anna")
    assert answer == {**intent, "customer": answer["customer"]}
    assert (await caller.call("GET", path)).json() == intent, "what is kept stays as it is"


async def test_several_at_once_and_one_below_the_other(caller: Caller, intent: dict[str, Any]):
    path = f"/v1/payment_intents/{intent['id']}"
    answer = await expanded(caller, path, "latest_charge.payment_intent.customer", "customer", "latest_charge.customer")
    assert answer["customer"]["name"] == "Anna"
    charge = answer["latest_charge"]
    assert (charge["customer"]["name"], charge["payment_intent"]["customer"]["name"]) == ("Anna", "Anna")
    assert isinstance(answer["payment_method"], str)


async def test_in_lists_it_is_asked_for_by_data(caller: Caller, intent: dict[str, Any]):
    listed = await expanded(caller, "/v1/payment_intents", "data.customer", "data.latest_charge.customer")
    assert [one["customer"]["name"] for one in listed["data"]] == ["Anna"]
    assert listed["data"][0]["latest_charge"]["customer"]["name"] == "Anna"


async def test_a_new_object_is_expanded_too(caller: Caller):
    session = await caller.made("/v1/checkout/sessions", f"{SESSION}&expand[]=line_items")
    assert [item["description"] for item in session["line_items"]["data"]] == ["Tea"]
    assert "line_items" not in (await caller.call("GET", f"/v1/checkout/sessions/{session['id']}")).json()


async def test_what_is_left_out_unless_asked_for_can_be_gone_into(caller: Caller):
    session = await caller.made("/v1/checkout/sessions", SESSION)
    path = f"/v1/checkout/sessions/{session['id']}"
    answer = await expanded(caller, path, "line_items.data.price.product", "line_items.data.taxes")
    [item] = answer["line_items"]["data"]
    assert (item["price"]["product"]["name"], item["taxes"]) == ("Tea", [])


async def test_nothing_stays_nothing(caller: Caller):
    plain = await caller.made("/v1/payment_intents", "amount=1000&currency=usd")
    answer = await expanded(caller, f"/v1/payment_intents/{plain['id']}", "customer", "latest_charge.customer")
    assert (answer["customer"], answer["latest_charge"]) == (None, None)


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("colour", "colour"),
        ("id", "id"),
        ("object", "object"),
        ("currency", "currency"),
        ("amount", "amount"),
        ("metadata", "metadata"),
        ("customer.colour", "colour"),
        ("amount.more", "more"),
        ("line_items", "line_items"),
        ("payment_method_types", "payment_method_types"),
    ],
)
async def test_what_is_no_identifier_cannot_be_expanded(caller: Caller, intent: dict[str, Any], path: str, field: str):
    error = (await expanded(caller, f"/v1/payment_intents/{intent['id']}", path))["error"]
    assert (error["type"], error["param"], error["message"]) == (
        "invalid_request_error",
        "expand",
        f"This property cannot be expanded ({field}). You may want to try expanding 'data.{field}' instead, if the "
        "object is a list.",
    )


CHAIN = "latest_charge.payment_intent.latest_charge.payment_intent.customer"


async def test_four_levels_and_no_more(caller: Caller, intent: dict[str, Any]):
    path = f"/v1/payment_intents/{intent['id']}"
    four = CHAIN.removesuffix(".customer")
    assert "error" not in await expanded(caller, path, four)
    assert "error" not in await expanded(caller, "/v1/payment_intents", f"data.{four}")
    searched = "/v1/payment_intents/search?query=amount>1&limit=10"
    found = (await caller.call("GET", f"{searched}&expand[]=data.{four}")).json()
    assert found["data"][0]["latest_charge"]["object"] == "charge"
    assert "error" in (await caller.call("GET", f"{searched}&expand[]=data.{CHAIN}")).json()
    for address, too_deep in ((path, CHAIN), ("/v1/payment_intents", f"data.{CHAIN}")):
        error = (await expanded(caller, address, too_deep))["error"]
        assert error["message"] == f"You cannot expand more than 4 levels of a property. Property: {too_deep}"
        assert error["param"] == "expand"


async def test_each_of_several_identifiers_becomes_its_object(caller: Caller):
    coupon = (await caller.made("/v1/coupons", "percent_off=10&duration=forever"))["id"]
    monthly = "line_items[0][price_data][recurring][interval]=month"
    form = SESSION.replace("mode=payment", "mode=subscription")
    for discount, coupons in ((f"&discounts[0][coupon]={coupon}", [coupon]), ("", [])):
        session = await caller.made("/v1/checkout/sessions", f"{form}&{monthly}{discount}")
        await caller.control(f"pay/{session['id']}", {"email": "ada@example.com"})
        [subscription, *_] = await caller.listed("/v1/subscriptions")
        assert all(isinstance(one, str) for one in subscription["discounts"])
        path = f"/v1/subscriptions/{subscription['id']}"
        shown = (await expanded(caller, path, "discounts"))["discounts"]
        assert [one["source"]["coupon"] for one in shown] == coupons
        deeper = (await expanded(caller, path, "discounts.source.coupon"))["discounts"]
        assert [one["source"]["coupon"]["percent_off"] for one in deeper] == [10] * len(coupons)
