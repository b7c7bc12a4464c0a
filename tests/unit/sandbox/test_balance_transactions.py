"""What charges and refunds bring to the account's balance."""

from typing import Any

import pytest

from tests.unit.sandbox.caller import Caller

ENTRIES = "/v1/balance_transactions"
PAYING = "amount=10000&currency=usd&confirm=true&return_url=https://shop.example&payment_method="


async def charge_of(caller: Caller, intent: dict[str, Any]) -> dict[str, Any]:
    path = f"/v1/charges/{intent['latest_charge']}?expand[]=balance_transaction"
    return (await caller.call("GET", path)).json()


async def test_a_charge_brings_its_amount_less_the_fee(caller: Caller) -> None:
    charge = await charge_of(caller, await caller.made("/v1/payment_intents", f"{PAYING}pm_card_visa"))
    entry = charge["balance_transaction"]
    assert (entry["amount"], entry["fee"], entry["net"], entry["source"]) == (10000, 320, 9680, charge["id"])
    assert sum(detail["amount"] for detail in entry["fee_details"]) == 320
    assert (await caller.listed(ENTRIES, source=charge["id"])) == [entry]


async def test_a_refund_takes_its_amount_and_leaves_the_fee(caller: Caller) -> None:
    intent = await caller.made("/v1/payment_intents", f"{PAYING}pm_card_visa")
    refund = await caller.made("/v1/refunds", f"payment_intent={intent['id']}&amount=2500")
    entry, _ = await caller.listed(ENTRIES)
    assert (entry["id"], entry["type"]) == (refund["balance_transaction"], "refund")
    assert (entry["amount"], entry["fee"], entry["net"]) == (-2500, 0, -2500)


async def test_the_money_is_on_its_way_for_two_days(caller: Caller) -> None:
    await caller.made("/v1/payment_intents", f"{PAYING}pm_card_visa")
    for days, status in ((1, "pending"), (1, "available")):
        await caller.advance(days * 24 * 3600)
        assert [entry["status"] for entry in await caller.listed(ENTRIES)] == [status]


@pytest.mark.parametrize("card", ["pm_card_chargeDeclined", "pm_card_visa&capture_method=manual"])
async def test_what_takes_no_money_brings_none(caller: Caller, card: str) -> None:
    await caller.post("/v1/payment_intents", f"{PAYING}{card}")
    assert await caller.listed(ENTRIES) == []


async def test_a_capture_brings_what_was_captured(caller: Caller) -> None:
    intent = await caller.made("/v1/payment_intents", f"{PAYING}pm_card_visa&capture_method=manual")
    captured = await caller.made(f"/v1/payment_intents/{intent['id']}/capture", "amount_to_capture=4000")
    assert (await charge_of(caller, captured))["balance_transaction"]["amount"] == 4000


async def test_what_was_captured_can_be_given_back_once(caller: Caller) -> None:
    intent = await caller.made("/v1/payment_intents", f"{PAYING}pm_card_visa&capture_method=manual")
    await caller.made(f"/v1/payment_intents/{intent['id']}/capture", "amount_to_capture=4000")
    for part, all_of_it in ((1500, False), (2500, True)):
        await caller.made("/v1/refunds", f"payment_intent={intent['id']}&amount={part}")
        assert (await charge_of(caller, intent))["refunded"] is all_of_it
    refused = await caller.post("/v1/refunds", f"payment_intent={intent['id']}")
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "charge_already_refunded")


async def test_a_debit_brings_nothing_before_it_has_come(caller: Caller) -> None:
    bank = "pm_usBankAccount_success&allowed_payment_method_types[]=us_bank_account"
    await caller.made("/v1/payment_intents", f"{PAYING}{bank}")
    assert await caller.listed(ENTRIES) == []
    await caller.advance(5 * 24 * 3600)
    assert [entry["amount"] for entry in await caller.listed(ENTRIES)] == [10000]


async def balance(caller: Caller) -> dict[str, list[tuple[str, int]]]:
    found = (await caller.call("GET", "/v1/balance")).json()
    return {name: [(held["currency"], held["amount"]) for held in found[name]] for name in ("available", "pending")}


async def test_the_balance_is_of_all_of_them(caller: Caller) -> None:
    for _ in range(12):
        await caller.made("/v1/payment_intents", f"{PAYING}pm_card_bypassPending")
    assert await balance(caller) == {"available": [("usd", 12 * 9680)], "pending": [("usd", 0)]}


async def test_the_balance_is_what_they_bring(caller: Caller) -> None:
    assert await balance(caller) == {"available": [("usd", 0)], "pending": [("usd", 0)]}
    await caller.made("/v1/payment_intents", f"{PAYING}pm_card_visa")
    assert await balance(caller) == {"available": [("usd", 0)], "pending": [("usd", 9680)]}
    await caller.advance(2 * 24 * 3600)
    yen = await caller.made("/v1/payment_intents", f"{PAYING}pm_card_visa".replace("usd", "jpy"))
    await caller.made("/v1/refunds", f"payment_intent={yen['id']}&amount=4000")
    assert await balance(caller) == {"available": [("usd", 9680), ("jpy", 0)], "pending": [("usd", 0), ("jpy", 5680)]}
