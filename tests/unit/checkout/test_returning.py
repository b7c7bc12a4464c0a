"""Who comes back from a payment: to their own order, whether it was reported already or not."""

import pytest

from rxapp.checkout.settling import order_for
from rxapp.orders.records import Flow
from tests.faults.local_store import LocalStore

BOTH_WAYS = pytest.mark.parametrize("flow", Flow)


@BOTH_WAYS
async def test_an_order_that_is_known_needs_no_stripe(shop: LocalStore, flow: Flow):
    shop = shop.with_new_account(flow)
    session = str((await shop.paid("anna")).checkout.session_id)
    await shop.report_all()
    asked = len(await shop.calls())
    order = await order_for(shop.services, "anna", session)
    assert order and order.session_id == session
    assert len(await shop.calls()) == asked


@BOTH_WAYS
async def test_one_that_nobody_has_reported_is_asked_for(shop: LocalStore, flow: Flow):
    shop = shop.with_new_account(flow)
    session = str((await shop.paid("anna")).checkout.session_id)
    order = await order_for(shop.services, "anna", session)
    assert order and order == await shop.services.ledger.order("anna", session)


async def test_what_is_not_paid_is_no_order(shop: LocalStore):
    session = str((await shop.opened("anna")).checkout.session_id)
    assert await order_for(shop.services, "anna", session) is None


async def test_while_stripe_is_away_there_is_no_order_yet(shop: LocalStore):
    session = str((await shop.paid("anna")).checkout.session_id)
    await shop.fault("server_error", method="GET", times=None)
    assert await order_for(shop.services, "anna", session) is None
    await shop.no_faults()
    assert await order_for(shop.services, "anna", session)


async def test_somebody_elses_payment_and_one_that_there_is_not_ask_nothing(shop: LocalStore):
    session = str((await shop.paid("anna")).checkout.session_id)
    asked = len(await shop.calls())
    assert await order_for(shop.services, "ben", session) is None
    assert await order_for(shop.services, "anna", "cs_of_nobody") is None
    assert len(await shop.calls()) == asked
    await shop.report_all()
    assert await order_for(shop.services, "ben", session) is None
