"""Turns a paid session into an order, whoever reports it first: a webhook, the return page, the reconciler."""

import logging

from rxapp.checkout.services import Services
from rxapp.orders.records import Checkout, Order, Status
from rxapp.orders.settlement import Payment
from rxapp.payments.failures import StripeFailure, StripeRefused
from rxapp.payments.sessions import CheckoutSession

logger = logging.getLogger(__name__)


async def settle_session(store: Services, session_id: str, event_id: str | None = None) -> Order | None:
    """Asks Stripe about a session and writes down what is true: paid, expired, or still open.

    Args:
        event_id: The event that reported it; it is noted as handled together with its effect.

    Returns:
        The order, if the session is paid and ours.

    Raises:
        StripeFailure: Stripe couldn't be asked.
    """
    try:
        session = await store.sessions.retrieve(session_id)
    except StripeRefused as refused:
        if refused.code == "resource_missing":  # of another account, or long gone
            return None
        raise
    checkout = await _checkout_of(store, session)
    return await record(store, checkout, session, event_id) if checkout else None


async def _checkout_of(store: Services, session: CheckoutSession) -> Checkout | None:
    """Also finds the checkout of a session that it no longer has: no money may be lost sight of."""
    if checkout := await store.ledger.checkout_of_session(session.id):
        return checkout
    try:
        return await store.ledger.checkout(session.checkout_id)
    except LookupError:
        return None


async def record(
    store: Services, checkout: Checkout, session: CheckoutSession, event_id: str | None = None
) -> Order | None:
    """Writes down what Stripe says of a checkout's session; safe to repeat, alone or at once."""
    if session.status == "expired":
        await store.ledger.replace_session(checkout.id, session.id)
    if not session.paid:
        return None
    order = await store.ledger.settle(checkout.id, _payment(session), event_id)
    if order.flag:
        logger.error("order %s of checkout %s needs a person: %s", order.number, checkout.id, order.flag)
    return order


def _payment(session: CheckoutSession) -> Payment:
    return Payment(
        session_id=session.id,
        payment_intent_id=session.payment_intent_id,
        revision=session.revision,
        amount=session.amount_total,
        currency=session.currency,
        email=session.email,
    )


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
        await record(store, checkout, await store.sessions.retrieve(session_id))
    except StripeFailure:
        return None
    return await store.ledger.order(shopper, session_id)


async def release(store: Services, checkout_id: str) -> Checkout:
    """Opens a checkout again after a payment that didn't come about; if it did come about after all, settles it.

    Raises:
        StripeFailure: Stripe couldn't be asked; the checkout stays shut.
    """
    checkout = await store.ledger.checkout(checkout_id)
    if checkout.status != Status.PLACING or checkout.session_id is None:
        return checkout
    session = await store.sessions.retrieve(checkout.session_id)
    if session.status == "open":
        return await store.ledger.release(checkout_id, checkout.placed_at, "the payment did not come about")
    await record(store, checkout, session)
    return await store.ledger.checkout(checkout_id)
