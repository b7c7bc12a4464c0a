"""What is authorized and not taken goes back to the buyer at once."""

from typing import Any

import pytest

from tests.unit.sandbox.caller import Caller

INTENTS, REFUNDS = "/v1/payment_intents", "/v1/refunds"
AUTHORIZED = (
    "amount=1000&currency=usd&capture_method=manual&confirm=true&payment_method=pm_card_visa"
    "&payment_method_types[0]=card"
)


async def authorized(caller: Caller) -> dict[str, Any]:
    answer = await caller.call("POST", INTENTS, AUTHORIZED, **{"stripe-version": "2025-03-31.basil"})
    assert answer.json()["status"] == "requires_capture", answer.text
    return answer.json()


async def charge_of(caller: Caller, intent: dict[str, Any]) -> dict[str, Any]:
    return (await caller.call("GET", f"/v1/charges/{intent['latest_charge']}")).json()


@pytest.mark.parametrize(("taken", "back"), [("", 0), ("amount_to_capture=1000", 0), ("amount_to_capture=700", 300)])
async def test_the_rest_of_a_capture_goes_back(caller: Caller, taken: str, back: int) -> None:
    intent = await authorized(caller)
    await caller.made(f"{INTENTS}/{intent['id']}/capture", taken)
    charge = await charge_of(caller, intent)
    assert (charge["amount_captured"], charge["amount_refunded"], charge["refunded"]) == (1000 - back, back, False)


@pytest.mark.parametrize(("first", "left"), [("", 0), ("&amount=200", 500)])
async def test_what_was_taken_can_be_refunded_and_no_more(caller: Caller, first: str, left: int) -> None:
    intent = await authorized(caller)
    await caller.made(f"{INTENTS}/{intent['id']}/capture", "amount_to_capture=700")
    refund = await caller.made(REFUNDS, f"payment_intent={intent['id']}{first}")
    charge = await charge_of(caller, intent)
    assert (refund["amount"], charge["amount_refunded"]) == (700 - left, 1000 - left)
    assert charge["refunded"] is (left == 0)
    assert (await caller.post(REFUNDS, f"payment_intent={intent['id']}&amount={left + 1}")).status_code == 400


async def test_all_of_it_goes_back_with_a_cancellation(caller: Caller) -> None:
    intent = await authorized(caller)
    await caller.made(f"{INTENTS}/{intent['id']}/cancel")
    charge = await charge_of(caller, intent)
    assert (charge["captured"], charge["refunded"], charge["amount_refunded"]) == (False, True, 1000)
    told = await caller.listed("/v1/events", type="charge.refunded")
    assert [event["data"]["object"]["id"] for event in told] == [intent["latest_charge"]]
