"""What one object says of another, and what is said of a payment that was held, given back or given up."""

from typing import Any

import pytest

from tests.unit.sandbox.caller import Caller

INTENTS = "/v1/payment_intents"
PAYING = "amount=900&currency=usd&confirm=true&return_url=https://shop.example&payment_method=pm_card_visa"
SAID = "receipt_email=ada@example.com&description=Tea&statement_descriptor_suffix=TEA&metadata[a]=1"


async def now(caller: Caller, path: str) -> dict[str, Any]:
    return (await caller.call("GET", path)).json()


async def test_a_charge_says_what_its_intent_says(caller: Caller) -> None:
    ada = (await caller.made("/v1/customers", "name=Ada"))["id"]
    address = "shipping[name]=Ada&shipping[address][line1]=1 Main St"
    intent = await caller.made(INTENTS, f"{PAYING}&{SAID}&customer={ada}&{address}")
    charge = await now(caller, f"/v1/charges/{intent['latest_charge']}")
    names = ("amount", "currency", "customer", "description", "metadata", "receipt_email", "shipping")
    for name in (*names, "payment_method", "statement_descriptor_suffix"):
        assert charge[name] == intent[name], name
        assert intent[name], name


async def test_a_refund_says_what_it_was_asked_for_and_its_charge_has_the_latest_first(caller: Caller) -> None:
    intent = await caller.made(INTENTS, PAYING)
    given = f"payment_intent={intent['id']}&amount=100&metadata[a]=1&reason="
    refunds = [await caller.made("/v1/refunds", given + why) for why in ("duplicate", "requested_by_customer")]
    assert [one["reason"] for one in refunds] == ["duplicate", "requested_by_customer"]
    assert [one["metadata"] for one in refunds] == [{"a": "1"}] * 2
    charge = await now(caller, f"/v1/charges/{intent['latest_charge']}?expand[]=refunds")
    assert [one["id"] for one in charge["refunds"]["data"]] == [one["id"] for one in refunds[::-1]]


async def test_what_was_held_and_given_up_can_be_captured_no_more(caller: Caller) -> None:
    held = await caller.made(INTENTS, f"{PAYING}&capture_method=manual")
    assert (held["amount_capturable"], held["amount_received"]) == (900, 0)
    ended = await caller.made(f"{INTENTS}/{held['id']}/cancel")
    assert (ended["status"], ended["amount_capturable"], ended["amount_received"]) == ("canceled", 0, 0)


@pytest.mark.parametrize("captured", [1, 400, 900])
async def test_as_much_is_received_as_was_captured(caller: Caller, captured: int) -> None:
    held = await caller.made(INTENTS, f"{PAYING}&capture_method=manual")
    done = await caller.made(f"{INTENTS}/{held['id']}/capture", f"amount_to_capture={captured}")
    assert (done["status"], done["amount_capturable"], done["amount_received"]) == ("succeeded", 0, captured)
    charge = await now(caller, f"/v1/charges/{done['latest_charge']}")
    assert (charge["captured"], charge["amount_captured"]) == (True, captured)


async def test_an_intent_is_found_under_whoever_it_is_for_now(caller: Caller) -> None:
    ada, ben = [(await caller.made("/v1/customers", f"name={name}"))["id"] for name in ("Ada", "Ben")]
    intent = await caller.made(INTENTS, f"amount=900&currency=usd&customer={ada}")
    await caller.made(f"{INTENTS}/{intent['id']}", f"customer={ben}")
    assert await caller.listed(INTENTS, customer=ada) == []
    assert [one["id"] for one in await caller.listed(INTENTS, customer=ben)] == [intent["id"]]


@pytest.mark.parametrize(("typed", "year"), [(34, 2034), (99, None), (2034, 2034)])
async def test_a_year_may_be_typed_with_two_digits(caller: Caller, typed: int, year: int | None) -> None:
    card = f"card[number]=4242424242424242&card[exp_month]=12&card[exp_year]={typed}"
    answer = (await caller.post("/v1/payment_methods", f"type=card&{card}")).json()
    assert (answer["card"]["exp_year"] if year else answer["error"]["code"]) == (year or "invalid_expiry_year")


async def test_a_coupon_is_used_as_often_as_it_may_be(caller: Caller) -> None:
    coupon = (await caller.made("/v1/coupons", "percent_off=10&max_redemptions=2"))["id"]
    item = "line_items[0][price_data][currency]=usd&line_items[0][price_data][unit_amount]=900"
    item += "&line_items[0][price_data][product_data][name]=Tea&line_items[0][quantity]=1"
    form = f"mode=payment&success_url=https://shop.example&{item}&discounts[0][coupon]={coupon}"
    for valid in (True, False):
        session = await caller.made("/v1/checkout/sessions", form)
        await caller.control(f"pay/{session['id']}", {"email": "ada@example.com"})
        assert (await now(caller, f"/v1/coupons/{coupon}"))["valid"] is valid
    assert (await caller.post("/v1/checkout/sessions", form)).json()["error"]["code"] == "coupon_expired"
