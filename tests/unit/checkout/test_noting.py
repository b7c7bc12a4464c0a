"""While a checkout is watched, each use case that it meets is noted as one, with what was asked of it."""

from datetime import timedelta

import pytest

from rxapp import recording
from rxapp.checkout.adopting import adopt
from rxapp.checkout.changing import change
from rxapp.checkout.opening import open_ahead, open_session
from rxapp.checkout.placing import place
from rxapp.checkout.settling import order_for, release, settle_session
from rxapp.checkout.switching import choose_flow
from rxapp.checkout.syncing import change_ahead, sync
from rxapp.checkout.webhook_events import report
from rxapp.orders.records import Flow
from rxapp.payments.values import Event
from rxapp.shop.changes import AddProduct, SetAddOn
from rxapp.states.step_words import USE_CASES
from tests.faults.local_store import ORIGIN, LocalStore


async def test_every_use_case_of_a_purchase_is_noted(shop: LocalStore, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(recording, "_records", {})
    store = shop.services
    checkout = await change(store, "anna", None, AddProduct(slug="yame-sencha"))
    record = recording.watch(checkout)
    await open_ahead(store, checkout.id, ORIGIN)
    await choose_flow(store, checkout.id, Flow.PAYMENT_INTENT)
    await choose_flow(store, checkout.id, Flow.CHECKOUT_SESSION)
    form = await open_session(store, checkout.id, ORIGIN)
    await change(store, "anna", checkout.id, SetAddOn(key="gift_wrap", on=True))
    await change_ahead(store, "anna", checkout.id, SetAddOn(key="gift_wrap", on=False))
    at = await sync(store, checkout.id)
    await adopt(store, "anna", checkout.id)
    for _ in range(2):
        await place(store, "anna", checkout.id, at.revision, at.quote.total)
        await release(store, checkout.id, patience=timedelta(0))
    await place(store, "anna", checkout.id, at.revision, at.quote.total)
    assert await shop.confirm(form.client_secret, at.quote.total)
    await report(store, Event("evt_1", "checkout.session.completed", at.session_id))
    assert await order_for(store, "anna", str(at.session_id))
    await settle_session(store, Flow.CHECKOUT_SESSION, str(at.session_id))
    steps = record.since(0)
    use_cases = [one for one in steps if one.kind == "use_case"]
    assert {one.name for one in use_cases} == set(USE_CASES)
    assert {one.kind for one in steps} == {"use_case", "transaction", "stripe", "webhook"}
    assert {one.name: one.about["sent"] for one in use_cases if one.name in ("place", "choose_flow")} == {
        "place": {"revision": at.revision, "amount": at.quote.total},
        "choose_flow": {"flow": Flow.CHECKOUT_SESSION},
    }
