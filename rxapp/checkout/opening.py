"""Opens the payment form: makes the session, or comes back to it."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from rxapp.checkout.services import Services
from rxapp.checkout.settling import record, release
from rxapp.checkout.syncing import TOO_SMALL, UNREACHABLE, kept_items
from rxapp.orders.models import now
from rxapp.orders.records import Checkout, Status
from rxapp.payments.failures import StripeFailure, StripeRefused
from rxapp.payments.sessions import CheckoutSession, create_params
from rxapp.shop.refusal import Refusal

PAYMENT_LASTS = timedelta(seconds=15)  # from Pay to Stripe's answer; a bank's question that takes longer was left
LOOK_AGAIN_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Opened:
    """A checkout and the secret that opens its session in the shopper's browser; empty when there is nothing to pay."""

    checkout: Checkout
    client_secret: str


async def open_session(store: Services, checkout_id: str, origin: str) -> Opened:
    """Gives a checkout a session that can be paid: the one it has, or a new one in place of one that has expired.

    Args:
        origin: The shop's address in this shopper's browser; the bank sends them back there.

    Raises:
        Refusal: Stripe can't be reached or won't take this cart.
    """
    try:
        await _payment_ends(store, checkout_id)
        return await _open(store, checkout_id, origin)
    except StripeRefused as refused:
        raise Refusal("checkout", TOO_SMALL if refused.code == "amount_too_small" else UNREACHABLE) from refused
    except StripeFailure as failure:
        raise Refusal("checkout", UNREACHABLE) from failure


async def _payment_ends(store: Services, checkout_id: str) -> None:
    """Waits while another tab's payment may be on its way: nothing may change under that one."""
    while True:
        checkout = await store.ledger.checkout(checkout_id)
        if checkout.status != Status.PLACING or not checkout.placed_at or checkout.placed_at + PAYMENT_LASTS < now():
            return
        await asyncio.sleep(LOOK_AGAIN_SECONDS)


async def _open(store: Services, checkout_id: str, origin: str) -> Opened:
    async with store.writer(checkout_id):
        checkout = await release(store, checkout_id)
        if checkout.status != Status.OPEN or not checkout.quote.lines:
            return Opened(checkout, "")
        if checkout.session_id is None:
            return await _create(store, checkout, origin)
        session = await store.sessions.retrieve(checkout.session_id)
        if session.status == "open":
            return Opened(checkout, session.client_secret)
        if session.status == "expired":
            return await _create(store, await store.ledger.replace_session(checkout_id, session.id), origin)
        await record(store, checkout, session)
        return Opened(await store.ledger.checkout(checkout_id), "")


async def _create(store: Services, checkout: Checkout, origin: str) -> Opened:
    params = create_params(
        checkout.quote,
        checkout_id=checkout.id,
        revision=checkout.revision,
        return_url=f"{origin}/complete?session={{CHECKOUT_SESSION_ID}}",
    )
    # a second worker that opens the same checkout at the same time gets the same session
    key = f"{checkout.id}:{checkout.session_count + 1}:{checkout.revision}:create"
    session = await store.sessions.create(params, key)
    opened = await store.ledger.start_session(checkout.id, session.id, checkout.revision, kept_items(session))
    if opened.session_id == session.id:
        return Opened(opened, session.client_secret)
    return await _give_way(store, opened, session)


async def _give_way(store: Services, checkout: Checkout, ours: CheckoutSession) -> Opened:
    """Another worker was first: its session is the one, so that there is never a second way to pay."""
    await store.sessions.expire(ours.id)
    if checkout.status != Status.OPEN or checkout.session_id is None:
        return Opened(checkout, "")
    return Opened(checkout, (await store.sessions.retrieve(checkout.session_id)).client_secret)
