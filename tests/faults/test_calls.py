"""What goes over the wire to Stripe when it has bad luck."""

import asyncio
from types import SimpleNamespace

import pytest

from rxapp.checkout.syncing import sync
from rxapp.payments import client
from rxapp.payments.client import RETRIES
from rxapp.payments.failures import StripeUnavailable
from tests.faults.local_store import LocalStore

UPDATES = "/v1/checkout/sessions/*"


async def keys_of_updates(shop: LocalStore) -> list[str]:
    calls = await shop.control("requests", method="GET")
    keys = [call["idempotency_key"] for call in calls if call["method"] == "POST" and call["path"].count("/") == 4]
    return [key for key in keys if "create" not in key]  # the address is written when the form opens


@pytest.mark.parametrize("kind", ["server_error", "connection_reset", "answer_lost"])
async def test_every_retry_has_the_same_key(shop: LocalStore, kind: str):
    opened = await shop.opened("anna")
    await shop.toggled("anna", opened.checkout.id)
    await shop.fault(kind, method="POST", path=UPDATES, times=RETRIES)
    assert (await sync(shop.services, opened.checkout.id)).in_step
    keys = await keys_of_updates(shop)
    assert len(keys) >= 2
    assert len(set(keys)) == 1


async def test_being_told_to_slow_down_is_waited_out_longer_each_time_and_never_equally_long(
    shop: LocalStore, monkeypatch: pytest.MonkeyPatch
):
    waits: list[float] = []

    async def wait(seconds: float) -> None:
        waits.append(seconds)

    opened = await shop.opened("anna")
    await shop.fault("rate_limit", method="GET", times=6)
    # the client's own alone: the local Stripe of other tests may wait in this process too
    monkeypatch.setattr(client, "asyncio", SimpleNamespace(**vars(asyncio) | {"sleep": wait}))
    assert opened.checkout.session_id
    assert (await shop.services.sessions.retrieve(opened.checkout.session_id)).status == "open"
    first = client.FIRST_WAIT_SECONDS
    waited = [seconds for seconds in waits if seconds]
    assert len(waited) == 6
    assert all(0.5 <= seconds / (first * 2**number) <= 1.5 for number, seconds in enumerate(waited))
    assert len({round(seconds / 2**number, 6) for number, seconds in enumerate(waited)}) == 6


async def test_the_waiting_ends_with_the_budget(shop: LocalStore, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(client, "FIRST_WAIT_SECONDS", 0.01)
    opened = await shop.opened("anna")
    await shop.fault("rate_limit", method="GET", times=None)
    sessions = shop.stripe.v1.checkout.sessions
    monkeypatch.setattr(client, "BUDGET_SECONDS", 0.3)
    assert opened.checkout.session_id
    with pytest.raises(StripeUnavailable):
        await client.ask(lambda: sessions.retrieve_async(str(opened.checkout.session_id)))
