"""Refunds that end later, as Stripe's two cards for it have them: docs.stripe.com/testing, *Refunds*."""

from typing import Any

import pytest

from tests.unit.sandbox.caller import Caller

DAY = 24 * 3600
PAYING = "amount=10000&currency=usd&confirm=true&return_url=https://shop.example&payment_method="


async def refunded(caller: Caller, card: str, amount: int = 2500) -> dict[str, Any]:
    intent = await caller.made("/v1/payment_intents", f"{PAYING}{card}")
    return await caller.made("/v1/refunds", f"payment_intent={intent['id']}&amount={amount}")


async def now(caller: Caller, refund: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The refund and its charge."""
    return tuple([
        (await caller.call("GET", path)).json()
        for path in (f"/v1/refunds/{refund['id']}", f"/v1/charges/{refund['charge']}")
    ])  # fmt: skip  # pyright: ignore[reportReturnType]


async def events(caller: Caller, type: str) -> list[dict[str, Any]]:
    return [event["data"] for event in await caller.listed("/v1/events", type=type)]


async def test_one_that_comes_later(caller: Caller) -> None:
    refund = await refunded(caller, "pm_card_pendingRefund")
    assert (refund["status"], refund["pending_reason"], refund["balance_transaction"]) == (
        "pending",
        "processing",
        None,
    )
    await caller.advance(DAY - 60)
    assert (await now(caller, refund))[0]["status"] == "pending"
    await caller.advance(60)
    ended, charge = await now(caller, refund)
    assert (ended["status"], "pending_reason" in ended, charge["amount_refunded"]) == ("succeeded", False, 2500)
    entry = (await caller.call("GET", f"/v1/balance_transactions/{ended['balance_transaction']}")).json()
    assert (entry["type"], entry["amount"]) == ("refund", -2500)
    [event] = await events(caller, "refund.updated")
    assert (event["object"], event["previous_attributes"]["status"]) == (ended, "pending")
    assert await events(caller, "refund.failed") == []


async def test_one_that_fails_later_and_can_be_made_again(caller: Caller) -> None:
    refund = await refunded(caller, "pm_card_refundFail", 10000)
    assert (refund["status"], (await now(caller, refund))[1]["refunded"]) == ("succeeded", True)
    await caller.advance(DAY)
    ended, charge = await now(caller, refund)
    assert (ended["status"], ended["failure_reason"]) == ("failed", "unknown")
    assert (charge["amount_refunded"], charge["refunded"]) == (0, False)
    entry = (await caller.call("GET", f"/v1/balance_transactions/{ended['failure_balance_transaction']}")).json()
    assert (entry["type"], entry["amount"], entry["fee"]) == ("refund_failure", 10000, 0)
    assert [told["object"] for told in await events(caller, "refund.failed")] == [ended]
    assert len(await events(caller, "refund.updated")) == 1
    await caller.made("/v1/refunds", f"charge={charge['id']}")


@pytest.mark.parametrize("card", ["pm_card_visa", "pm_card_mastercard"])
async def test_any_other_is_there_at_once_and_stays(caller: Caller, card: str) -> None:
    refund = await refunded(caller, card)
    await caller.advance(30 * DAY)
    assert (await now(caller, refund))[0] == refund
    assert await events(caller, "refund.updated") == []
