"""A change over HTTP begins its write at Stripe in the transaction that makes it."""

import pytest

from rxapp.orders.ledger import Ledger
from tests.faults.local_store import LocalStore, refusal
from tests.in_process import Client
from tests.in_process import refusal as refused
from tests.unit.checkout.test_syncing import to_writes

WRAPPED = ("/api/checkout/set-add-on", {"key": "gift_wrap", "on": True})


async def test_the_answer_comes_when_the_write_has_ended(
    shop: LocalStore, client: Client, monkeypatch: pytest.MonkeyPatch
):
    """However soon after another change: each answer waits for its own write, so none is saved by waiting."""
    opened = await client.opened()
    monkeypatch.setattr(Ledger, "begin_write", None)
    before = len(await shop.calls("POST", f"*/{opened['id']}"))
    changed = await client.done(*WRAPPED)
    assert changed["synced_revision"] == changed["revision"] == opened["revision"] + 1
    assert len(await shop.calls("POST", f"*/{opened['id']}")) == before + 1


async def test_a_write_that_fails_is_said_and_the_change_is_kept(shop: LocalStore, client: Client):
    opened = await client.opened()
    shop.wire.meanwhile = to_writes(refusal(status=402, message="No."))
    assert refused(await client.post(*WRAPPED)) == (503, "payment_service_refused")
    shop.wire.meanwhile = None
    kept = await client.summary()
    assert (kept["revision"], kept["synced_revision"]) == (opened["revision"] + 1, opened["revision"])
    assert (await client.done("/api/checkout/sync"))["synced_revision"] == kept["revision"]
