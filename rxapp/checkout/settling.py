"""Turns a payment into an order, whoever reports it first: a webhook, the return page, the reconciler."""

import logging
from contextlib import suppress
from datetime import datetime, timedelta

from rxapp.checkout.services import Services
from rxapp.logs import bind
from rxapp.orders.models import now
from rxapp.orders.records import SHUT, Checkout, Flow, Order, Status
from rxapp.payments.failures import StripeFailure, StripeRefused
from rxapp.payments.values import Payment
from rxapp.recording import recorded
from rxapp.settings import settings
from rxapp.shop.refusal import BeingPaid
from rxapp.shop.words import say

logger = logging.getLogger(__name__)

BANK_PATIENCE = timedelta(seconds=settings.bank_seconds)
BANK_ASKS = say("refusals.bank_asks")


@recorded("use_case")
async def settle_session(store: Services, flow: Flow, session_id: str, event_id: str | None = None) -> Order | None:
    """Asks Stripe about a session or an intent and writes down what is true: paid, on its way, expired, or still open.

    Args:
        event_id: The event that reported it; it is noted as handled together with its effect.

    Returns:
        The order, if it is paid and ours.

    Raises:
        StripeFailure: Stripe couldn't be asked.
    """
    payment = await found(store, flow, session_id)
    checkout = await checkout_of(store, payment) if payment else None
    bind(checkout=checkout.id if checkout else "unknown")
    return await record(store, checkout, payment, event_id) if checkout and payment else None


async def found(store: Services, flow: Flow, payment_id: str) -> Payment | None:
    """A payment as Stripe has it; None if the account has none such, as after the store was given other keys.

    Raises:
        StripeFailure: Stripe couldn't be asked.
    """
    try:
        return await store.payments(flow).retrieve(payment_id)
    except StripeRefused as refused:
        if refused.code != "resource_missing":
            raise
        return None


async def checkout_of(store: Services, payment: Payment) -> Checkout | None:
    """Whose payment it is, also where the checkout has it no longer: no money may be lost sight of."""
    if checkout := await store.ledger.checkout_of_session(payment.id):
        return checkout
    try:
        return await store.ledger.checkout(payment.checkout_id)
    except LookupError:
        return None


async def record(store: Services, checkout: Checkout, payment: Payment, event_id: str | None = None) -> Order | None:
    """Writes down what Stripe says of a checkout's payment; safe to repeat, alone or at once."""
    if not payment.paid:
        await _record_unpaid(store, checkout, payment)
        return None
    order = await store.ledger.settle(checkout.id, payment, event_id)
    if order.flag:
        logger.error("order %s of checkout %s needs a person: %s", order.number, checkout.id, order.flag)
    return order


async def end_payment(store: Services, checkout: Checkout) -> None:
    """Lets nobody pay by what the checkout has at Stripe any more; what is paid already is written down instead."""
    if checkout.session_id is None:
        return
    payment = await found(store, checkout.flow, checkout.session_id)
    if payment and payment.status == "open":
        await store.payments(checkout.flow).expire(payment.id)
    elif payment:
        await record(store, checkout, payment)


async def _record_unpaid(store: Services, checkout: Checkout, payment: Payment) -> None:
    """What the shopper has confirmed can't change any more, though the money isn't there yet; it may never come."""
    if payment.status == "expired":
        await store.ledger.replace_session(checkout.id, payment.id)
    elif payment.status == "complete":
        await store.ledger.confirm(checkout.id, payment.id)
    elif checkout.status == Status.ON_ITS_WAY:
        await release(store, checkout.id)


@recorded("use_case")
async def order_for(store: Services, shopper: str, session_id: str) -> Order | None:
    """The order this shopper came back for; asks Stripe if no report has come yet.

    Returns:
        None if it isn't paid yet, or not this shopper's.
    """
    if order := await store.ledger.order(shopper, session_id):
        return order
    checkout = await store.ledger.checkout_of_session(session_id)
    if checkout is None or checkout.shopper != shopper:
        return None
    try:
        await record(store, checkout, await store.payments(checkout.flow).retrieve(session_id))
    except StripeFailure:
        return None
    return await store.ledger.order(shopper, session_id)


async def has_failed(store: Services, checkout: Checkout) -> bool:
    """Whether the latest attempt to pay has ended without a payment, as on the page of a way to pay that led there.

    Raises:
        StripeFailure: Stripe couldn't be asked.
    """
    return bool(checkout.session_id) and (await store.payments(checkout.flow).retrieve(checkout.session_id)).failed


@recorded("use_case")
async def release(
    store: Services, checkout_id: str, patience: timedelta = BANK_PATIENCE, at: datetime | None = None
) -> Checkout:
    """Opens a checkout again after a payment that didn't come about; if it did come about after all, settles it.

    Args:
        patience: How long after Pay the shopper may still be answering their bank.
        at: The present, unless a test says otherwise.

    Raises:
        BeingPaid: The bank is still asking; the checkout stays shut.
        StripeFailure: Stripe couldn't be asked; the same.
    """
    bind(checkout=checkout_id)
    checkout = await store.ledger.checkout(checkout_id)
    if checkout.status not in SHUT or checkout.session_id is None:
        return checkout
    payment = await store.payments(checkout.flow).retrieve(checkout.session_id)
    if payment.asking:
        if checkout.placed_at and checkout.placed_at + patience > (at or now()):
            raise BeingPaid("checkout", BANK_ASKS)
        payment = await _withdrawn(store, checkout.flow, payment)
    if payment.status == "open":
        after = await store.ledger.release(checkout_id, checkout.placed_at, "the payment did not come about")
        if after.status == Status.FAILED:  # no open form may pay for it any more
            await _withdrawn(store, checkout.flow, payment)
        return after
    await record(store, checkout, payment)
    return await store.ledger.checkout(checkout_id)


async def _withdrawn(store: Services, flow: Flow, payment: Payment) -> Payment:
    """Ends a payment at Stripe, so that a late yes to the bank can't pay for a cart that has changed since."""
    payments = store.payments(flow)
    with suppress(StripeRefused):  # the yes came first
        await payments.expire(payment.id)
    return await payments.retrieve(payment.id)
