"""What a charge says of its refunds and of whoever it is for, and what can't be given back."""

from typing import Any

import pytest

from tests.unit.sandbox.caller import Caller

INTENTS, CHARGES, REFUNDS = "/v1/payment_intents", "/v1/charges", "/v1/refunds"
PAYING = "amount=1000&currency=usd&confirm=true&return_url=https://shop.example&payment_method="


async def paid(caller: Caller, more: str = "pm_card_visa") -> dict[str, Any]:
    return await caller.made(INTENTS, PAYING + more)


async def told(caller: Caller, type: str) -> list[dict[str, Any]]:
    return [event["data"] for event in (await caller.listed("/v1/events", type=type))[::-1]]


async def test_each_refund_is_told_with_what_was_given_back_before(caller: Caller) -> None:
    intent = await paid(caller)
    for amount in (400, 600):
        await caller.made(REFUNDS, f"payment_intent={intent['id']}&amount={amount}")
    first, second = await told(caller, "charge.refunded")
    assert first["previous_attributes"] == {"amount_refunded": 0, "refunded": False}
    assert (first["object"]["amount_refunded"], first["object"]["refunded"]) == (400, False)
    assert second["previous_attributes"] == {"amount_refunded": 400, "refunded": False}
    assert (second["object"]["amount_refunded"], second["object"]["refunded"]) == (1000, True)


async def test_one_that_comes_back_is_told_too(caller: Caller) -> None:
    intent = await paid(caller, "pm_card_refundFail")
    await caller.made(REFUNDS, f"payment_intent={intent['id']}")
    await caller.advance(24 * 3600)
    [event] = await told(caller, "charge.updated")
    assert event["previous_attributes"] == {"amount_refunded": 1000, "refunded": True}


@pytest.mark.parametrize("by", ["charge", "payment_intent"])
async def test_a_refund_shows_what_it_gives_back(caller: Caller, by: str) -> None:
    customer = (await caller.made("/v1/customers", "name=Ada"))["id"]
    intent = await paid(caller, f"pm_card_visa&customer={customer}")
    given = {"charge": intent["latest_charge"], "payment_intent": intent["id"]}[by]
    refund = await caller.made(REFUNDS, f"{by}={given}&amount=300&metadata[a]=1")
    assert (refund["amount"], refund["currency"], refund["status"]) == (300, "usd", "succeeded")
    assert (refund["charge"], refund["payment_intent"]) == (intent["latest_charge"], intent["id"])
    assert (refund["customer"], refund["payment_method"]) == (customer, intent["payment_method"])
    assert refund["destination_details"]["card"]["type"] == "refund"


@pytest.mark.parametrize(
    ("form", "param", "code", "says"),
    [
        ("", "payment_intent", "parameter_missing", "Missing required param"),
        ("charge={charge}&amount=0", "amount", "parameter_invalid_integer", "Invalid positive integer"),
        ("charge={charge}&amount=-5", "amount", "parameter_invalid_integer", "Invalid positive integer"),
        ("charge={charge}&amount=1001", "amount", None, "Refund amount ($10.01) is greater than unrefunded amount"),
        ("charge={declined}", "charge", None, "has not been captured"),
        ("charge={held}", "charge", None, "has not been captured"),
        ("payment_intent={held_by}", "payment_intent", "payment_intent_unexpected_state", "no successful charge"),
        ("payment_intent={open}", "payment_intent", "payment_intent_unexpected_state", "no successful charge"),
        ("payment_intent={refused}", "payment_intent", "payment_intent_unexpected_state", "no successful charge"),
    ],
)
async def test_what_cannot_be_given_back_is_refused(
    caller: Caller, form: str, param: str, code: str | None, says: str
) -> None:
    held = await paid(caller, "pm_card_visa&capture_method=manual")
    declined = (await caller.post(INTENTS, f"{PAYING}pm_card_chargeDeclined")).json()["error"]
    made = {
        "charge": (await paid(caller))["latest_charge"],
        "declined": declined["charge"],
        "held": held["latest_charge"],
        "held_by": held["id"],
        "open": (await caller.made(INTENTS, "amount=900&currency=usd"))["id"],
        "refused": declined["payment_intent"]["id"],
    }
    answer = await caller.post(REFUNDS, form.format(**made))
    error = answer.json()["error"]
    assert (answer.status_code, error["param"], error.get("code")) == (400, param, code)
    assert says.replace("no successful", "does not have a successful") in error["message"]
    assert await caller.listed(REFUNDS) == []


async def test_what_is_said_of_a_charge_later_is_shown_as_at_first(caller: Caller) -> None:
    charge = (await paid(caller))["latest_charge"]
    address = "shipping[name]=Ada&shipping[address][line1]=1 Main St&shipping[tracking_number]=7"
    changed = await caller.made(f"{CHARGES}/{charge}", f"{address}&description=Tea&receipt_email=ada@example.com")
    assert (changed["description"], changed["receipt_email"]) == ("Tea", "ada@example.com")
    empty = dict.fromkeys(("city", "country", "line2", "postal_code", "state"))
    shown = {"name": "Ada", "phone": None, "carrier": None, "tracking_number": "7"}
    assert changed["shipping"] == {**shown, "address": {**empty, "line1": "1 Main St"}}


@pytest.mark.parametrize(
    ("card", "level", "score"),
    [("visa", "normal", 32), ("riskLevelElevated", "elevated", 65), ("radarBlock", "highest", 75)],
)
async def test_a_risk_is_a_number_too(caller: Caller, card: str, level: str, score: int) -> None:
    await caller.post(INTENTS, f"{PAYING}pm_card_{card}")
    [charge] = await caller.listed(CHARGES)
    assert (charge["outcome"]["risk_level"], charge["outcome"]["risk_score"]) == (level, score)


async def test_an_entry_of_the_balance_says_what_it_is_of(caller: Caller) -> None:
    intent = await paid(caller, "pm_card_visa&description=Tea")
    refund = await caller.made(REFUNDS, f"payment_intent={intent['id']}&amount=300")
    back, came = await caller.listed("/v1/balance_transactions")
    for entry, source, type, description in (
        (came, intent["latest_charge"], "charge", "Tea"),
        (back, refund["id"], "refund", None),
    ):
        assert (entry["source"], entry["type"], entry["reporting_category"]) == (source, type, type)
        assert (entry["description"], entry["currency"], entry["balance_type"]) == (description, "usd", "payments")
