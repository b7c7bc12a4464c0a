"""Opens the payment form: makes the session, or comes back to it."""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from rxapp.checkout.customers import customer_of
from rxapp.checkout.services import Services
from rxapp.checkout.settling import found, record, release
from rxapp.checkout.stripe_refusals import told_to_shopper
from rxapp.checkout.syncing import terms_of
from rxapp.logs import bind
from rxapp.orders.models import now
from rxapp.orders.records import Checkout, Status
from rxapp.payments.failures import StripeFailure, StripeRefused
from rxapp.recording import recorded
from rxapp.settings import settings
from rxapp.shop.refusal import BeingPaid
from rxapp.shop.words import say

PAYMENT_LASTS = timedelta(seconds=settings.payment_seconds)
LOOK_AGAIN_SECONDS = 0.25

NOT_OPENED = say("refusals.not_opened")


logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Opened:
    """A checkout and the secret that opens its session in the shopper's browser; empty when there is nothing to pay."""

    checkout: Checkout
    client_secret: str


@recorded("use_case")
async def open_session(store: Services, checkout_id: str, origin: str) -> Opened:
    """Gives a checkout a session that can be paid: the one it has, or a new one in place of one that has expired.

    Args:
        origin: The shop's address in this shopper's browser; the bank sends them back there.

    Raises:
        Refusal: Stripe can't be reached or won't take this cart.
    """
    bind(checkout=checkout_id)
    with told_to_shopper(refused=NOT_OPENED):
        await _payment_ends(store, checkout_id)
        try:
            return await _open(store, checkout_id, origin)
        except StripeRefused as refused:
            logger.error("Stripe refused to open a payment: %s %s", refused.code, refused.param)
            raise


async def to_open_ahead(store: Services, shopper: str) -> Checkout | None:
    """The cart of a shopper, if it could be paid and nothing at Stripe is open for it yet."""
    checkout = await store.ledger.unfinished(shopper)
    return checkout if checkout and _waits_for_session(checkout) else None


@recorded("use_case")
async def open_ahead(store: Services, checkout_id: str, origin: str) -> None:
    """Opens the payment of a cart that is being looked at, so that its form is there as soon as it is asked for.

    What stands in the way is told to whoever asks for the form, not here. Whoever goes on to the form leaves the cart's
    page, which ends what that page waits for, but not this.
    """
    bind(checkout=checkout_id)
    await asyncio.shield(_opened_ahead(store, checkout_id, origin))


async def _opened_ahead(store: Services, checkout_id: str, origin: str) -> None:
    async with store.writer(checkout_id):
        checkout = await store.ledger.checkout(checkout_id)
        if _waits_for_session(checkout):
            with suppress(StripeFailure):
                opened = await _create(store, checkout, origin)
                store.opened_ahead.keep(str(opened.checkout.session_id), opened.client_secret)


def _waits_for_session(checkout: Checkout) -> bool:
    return checkout.status == Status.OPEN and checkout.session_id is None and bool(checkout.quote.lines)


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
            return _nothing_to_open(checkout)
        if checkout.session_id is None:
            return await _create(store, checkout, origin)
        if client_secret := store.opened_ahead.take(checkout.session_id):
            return Opened(checkout, client_secret)
        payment = await found(store, checkout.flow, checkout.session_id)
        if payment and payment.status == "open":
            return Opened(checkout, payment.client_secret)
        if payment is None or payment.status == "expired":
            return await _create(store, await store.ledger.replace_session(checkout_id, checkout.session_id), origin)
        await record(store, checkout, payment)
        return _nothing_to_open(await store.ledger.checkout(checkout_id))


def _nothing_to_open(checkout: Checkout) -> Opened:
    """Nothing is to be paid, or it is paid or confirmed already; a payment under way can only be waited for."""
    if checkout.status == Status.PLACING:
        raise BeingPaid
    return Opened(checkout, "")


async def _create(store: Services, checkout: Checkout, origin: str) -> Opened:
    # a second worker that opens the same checkout at the same time gets the same payment
    key = f"{checkout.id}:{checkout.session_count + 1}:{checkout.revision}:create"
    terms = terms_of(checkout, await customer_of(store, checkout))
    payment = await store.payments(checkout.flow).create(terms, f"{origin}/complete", key)
    opened = await store.ledger.start_session(
        checkout.id, payment.id, checkout.revision, payment.items, checkout.flow, terms.customer_id
    )
    if opened.session_id == payment.id and payment.status == "expired":
        return await _create(store, await store.ledger.replace_session(checkout.id, payment.id), origin)
    if opened.session_id == payment.id:
        return Opened(opened, payment.client_secret)
    await store.payments(checkout.flow).expire(payment.id)
    return await _give_way(store, opened)


async def _give_way(store: Services, checkout: Checkout) -> Opened:
    """Another worker was first: its payment is the one, so that there is never a second way to pay."""
    if checkout.status != Status.OPEN or checkout.session_id is None:
        return Opened(checkout, "")
    return Opened(checkout, (await store.payments(checkout.flow).retrieve(checkout.session_id)).client_secret)
