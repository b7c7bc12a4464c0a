"""What is left when something has ended: no timer that finds nothing, no task that waits, no question of a bank."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from rxapp.sandbox.app import create_sandbox
from tests.unit.sandbox.caller import Caller, running
from tests.unit.sandbox.receiver import Receiver
from tests.unit.sandbox.test_bank_questions import ALWAYS, begun, fetched, of_answer
from tests.unit.sandbox.test_plan_changes import price
from tests.unit.sandbox.test_portal import subscribed
from tests.unit.sandbox.trade import SHOP, Trade

INTENTS, SESSIONS, SUBSCRIPTIONS = "/v1/payment_intents", "/v1/checkout/sessions", "/v1/subscriptions"
PAYING = f"amount=900&currency=usd&confirm=true&return_url={SHOP}&payment_method="
DEBIT = f"{PAYING}pm_usBankAccount_success&allowed_payment_method_types[]=us_bank_account"
HOOKS = "http://shop/hooks"
PATIENCE_SECONDS = 60  # it takes none, unless it waits for an answer that doesn't come


def timers(caller: Caller) -> list[str]:
    """What waits for its time, by what it is."""
    connection = caller.sandbox._store.connection  # pyright: ignore[reportPrivateUsage]
    return sorted(id.partition("_")[0] for (id,) in connection.execute("SELECT id FROM timers"))


async def ended(caller: Caller, path: str, call: str = "cancel") -> None:
    await caller.made(f"{path}/{call}")


async def a_session_expires(caller: Caller) -> None:
    await ended(caller, await session(caller), "expire")


async def a_session_is_paid(caller: Caller) -> None:
    await caller.control(f"pay/{(await session(caller)).rpartition('/')[2]}", {"email": "ada@example.com"})


async def session(caller: Caller) -> str:
    item = "line_items[0][price_data][currency]=usd&line_items[0][price_data][unit_amount]=900"
    item += "&line_items[0][price_data][product_data][name]=Tea&line_items[0][quantity]=1"
    return f"{SESSIONS}/{(await caller.made(SESSIONS, f'mode=payment&success_url={SHOP}&{item}'))['id']}"


async def a_debit_is_canceled(caller: Caller) -> None:
    await ended(caller, f"{INTENTS}/{(await caller.made(INTENTS, DEBIT))['id']}")


async def a_debit_is_ended(caller: Caller) -> None:
    await caller.control(f"end_debit/{(await caller.made(INTENTS, DEBIT))['id']}", {"failure": "no_account"})


async def a_debit_comes(caller: Caller) -> None:
    await caller.made(INTENTS, DEBIT)
    await caller.advance(4 * 24 * 3600)


async def refunds_end(caller: Caller) -> None:
    for card in ("pm_card_pendingRefund", "pm_card_refundFail"):
        intent = await caller.made(INTENTS, PAYING + card)
        await caller.made("/v1/refunds", f"payment_intent={intent['id']}")
    await caller.advance(24 * 3600)


async def a_subscription_is_canceled(caller: Caller) -> None:
    assert (await caller.call("DELETE", f"{SUBSCRIPTIONS}/{(await subscribed(caller))['id']}")).is_success


async def a_subscription_ends_with_its_period(caller: Caller) -> None:
    await caller.made(f"{SUBSCRIPTIONS}/{(await subscribed(caller))['id']}", "cancel_at_period_end=true")
    await caller.advance(31 * 24 * 3600)


async def a_customer_is_deleted(caller: Caller) -> None:
    await caller.call("DELETE", f"/v1/customers/{(await subscribed(caller))['customer']}")


ENDS = (
    a_session_expires, a_session_is_paid, a_debit_is_canceled, a_debit_is_ended, a_debit_comes, refunds_end,
    a_subscription_is_canceled, a_subscription_ends_with_its_period, a_customer_is_deleted,
)  # fmt: skip


@pytest.mark.parametrize("end", ENDS, ids=lambda end: end.__name__)
async def test_what_has_ended_waits_for_nothing(caller: Caller, end: Any) -> None:
    await end(caller)
    assert timers(caller) == []


async def test_a_subscription_waits_for_the_end_of_the_period_it_is_in_alone(caller: Caller) -> None:
    subscription = await subscribed(caller)
    path = f"{SUBSCRIPTIONS}/{subscription['id']}"
    assert timers(caller) == ["sub"]
    yearly = await price(caller, 9900, "&recurring[interval]=year")
    await caller.made(path, f"items[0][id]={subscription['items']['data'][0]['id']}&items[0][price]={yearly}")
    assert timers(caller) == ["sub"]
    for days in (40, 400):
        await caller.advance(days * 24 * 3600)
        assert timers(caller) == ["sub"]


async def test_after_a_days_trade_only_what_goes_on_waits(caller: Caller) -> None:
    await Trade(caller, "2026-10-28.endive").made()
    await caller.advance(30 * 24 * 3600)
    assert timers(caller) == ["sub"] * len(await caller.listed(SUBSCRIPTIONS))


async def test_another_attempt_ends_the_question_of_the_one_before(caller: Caller) -> None:
    at = await begun(caller, "setup", ALWAYS)
    secret = (await fetched(caller, f"{SESSIONS}/{at['id']}"))["client_secret"]
    body = {"client_secret": secret, "expected_amount": 0, "email": "ada@example.com", "payment_method": "pm_card_visa"}
    await caller.browse(f"/v1/payment_pages/{at['id']}/confirm", body)
    [intent] = await caller.listed("/v1/setup_intents")
    assert (intent["status"], intent["next_action"]) == ("succeeded", None)
    assert "error" in await caller.browse(of_answer(at["confirmed"]), {"outcome": "complete"})


async def test_it_ends_though_somebody_does_not_answer(frozen: None, receiver: Receiver, tmp_path: Path) -> None:
    receiver.held[HOOKS] = asyncio.Event()

    async def its_life() -> None:
        async with running(create_sandbox(tmp_path / "stripe.db")) as caller:
            await caller.made("/v1/webhook_endpoints", f"url={HOOKS}&enabled_events[]=*")
            await caller.made("/v1/products", "name=Tea")
            while not receiver.got:  # noqa: ASYNC110
                await asyncio.sleep(0)

    life = asyncio.create_task(its_life())
    ended, _ = await asyncio.wait([life], timeout=PATIENCE_SECONDS)
    receiver.held[HOOKS].set()
    await life
    assert ended and len(receiver.got) == 1


@pytest.mark.parametrize("kind", ["websocket", "lifespan"])
async def test_what_is_no_call_gets_no_answer(caller: Caller, kind: str) -> None:
    async def nothing(*_: Any) -> Any:
        pytest.fail("nothing is read or sent")

    await caller.sandbox.asgi({"type": kind, "path": "/v1/products", "headers": []}, nothing, nothing)
