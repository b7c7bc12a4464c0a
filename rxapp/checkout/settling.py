"""Turns a paid session into an order, whoever reports it first: a webhook, the return page, a reload."""

from rxapp.checkout.services import Services
from rxapp.orders.records import Checkout, Order, Status
from rxapp.payments.failures import StripeFailure
from rxapp.payments.sessions import CheckoutSession


async def settle_session(store: Services, session_id: str) -> Order | None:
    """Asks Stripe about a session and writes down what is true: paid, expired, or still open.

    Returns:
        The order, if the session is paid and ours.

    Raises:
        StripeFailure: Stripe couldn't be asked.
    """
    checkout = await store.ledger.checkout_of_session(session_id)
    if checkout is None:
        return None
    return await record(store, checkout, await store.sessions.retrieve(session_id))


async def record(store: Services, checkout: Checkout, session: CheckoutSession) -> Order | None:
    """Writes down what Stripe says of a checkout's session; safe to repeat, alone or at once."""
    if not session.paid:
        return None
    return await store.ledger.settle(
        checkout.id,
        session_id=session.id,
        payment_intent_id=session.payment_intent_id,
        paid=session.amount_total,
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
        return await store.ledger.move(checkout_id, Status.OPEN, "the payment did not come about")
    if session.status == "expired":
        return await store.ledger.replace_session(checkout_id, session.id)
    await record(store, checkout, session)
    return await store.ledger.checkout(checkout_id)
