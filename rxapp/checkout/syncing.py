"""Brings the session at Stripe to the cart: one write at a time, always of the latest revision."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import replace

from rxapp.checkout.customers import customer_of
from rxapp.checkout.services import Services
from rxapp.checkout.undoing import take_back
from rxapp.logs import bind
from rxapp.orders.ledger import BEING_PAID
from rxapp.orders.records import Checkout, Status, StripeItem
from rxapp.payments.failures import (
    CustomerFixed,
    NewOneNeeded,
    SessionClosed,
    StripeFailure,
    StripeRefused,
    StripeUnavailable,
)
from rxapp.payments.flow import Item, StripePayment, Terms, refuse_unless_open
from rxapp.shop.refusal import Refusal

logger = logging.getLogger(__name__)

SYNC_SECONDS = 13.0
LOOK_AGAIN_SECONDS = 0.2

UNREACHABLE = "We couldn't reach the payment service. Your cart is safe."
TOO_SMALL = "This total is too small to be paid by card."
CLOSED = "This payment form has ended. Please reload the page."
CONFIRMED = "This payment is already confirmed, so its amount can't change any more."
DISAGREES = "The payment service has another total than we do, so nothing can be paid yet."
NOT_TAKEN = "The payment service didn't take this change. Your cart is safe."
TAKEN_BACK = "The payment service didn't take this, so your cart is as it was before."
TOO_SMALL_TAKEN_BACK = "That total is too small to be paid by card, so your cart is as it was before."


class SessionEnded(Refusal):
    """The session is expired, complete or gone: the page opens the payment form anew instead of trying again."""

    def __init__(self, message: str = CLOSED) -> None:
        super().__init__("checkout", message)


class ChangeTakenBack(Refusal):
    """Stripe will never take what the cart had become: it is again what Stripe has, as a new revision."""

    def __init__(self, message: str) -> None:
        super().__init__("checkout", message)


async def sync(store: Services, checkout_id: str) -> Checkout:
    """Makes Stripe's session say what the cart says, unless it does already.

    A write that another process has under way is waited for; changes made meanwhile are carried by this one.

    Returns:
        The checkout, in step at the revision that was written.

    Raises:
        SessionEnded: There is no session to bring to anything.
        ChangeTakenBack: Stripe refused the cart itself; the next sync brings it to what the cart was before.
        Refusal: It couldn't be done; the message is for the shopper, and the next try starts afresh.
    """
    bind(checkout=checkout_id)
    try:
        async with asyncio.timeout(SYNC_SECONDS), store.writer(checkout_id):
            while True:
                checkout = await store.ledger.checkout(checkout_id)
                if not checkout.quote.lines or (checkout.session_id and checkout.in_step):
                    return checkout
                _refuse_unless_open(checkout)
                if noted := await store.ledger.begin_write(checkout_id):
                    return await _write(store, noted)
                await asyncio.sleep(LOOK_AGAIN_SECONDS)
    except TimeoutError:
        raise Refusal("checkout", UNREACHABLE) from None


def _refuse_unless_open(checkout: Checkout) -> None:
    if checkout.status == Status.PLACING:
        raise Refusal("checkout", BEING_PAID)
    if checkout.status != Status.OPEN or checkout.session_id is None:
        raise SessionEnded


async def _write(store: Services, checkout: Checkout) -> Checkout:
    try:
        terms = terms_of(checkout, await customer_of(store, checkout))
        payment = await _bring_to(store, checkout, terms)
    except BaseException as failure:
        # also when cancelled: the right to write must not stay taken
        await asyncio.shield(store.ledger.fail_write(checkout.id))
        if isinstance(failure, NewOneNeeded):
            await _end(store, checkout)
            raise SessionEnded from failure
        if isinstance(failure, SessionClosed):
            raise SessionEnded(CONFIRMED if failure.confirmed else CLOSED) from failure
        if isinstance(failure, StripeRefused) and failure.of_content and await take_back(store, checkout):
            too_small = failure.code == "amount_too_small"
            raise ChangeTakenBack(TOO_SMALL_TAKEN_BACK if too_small else TAKEN_BACK) from failure
        if isinstance(failure, StripeFailure):
            raise Refusal("checkout", _message(failure)) from failure
        raise
    if not says(payment, terms):
        logger.error("%s says %s, the quote %s", payment.id, payment.amount, checkout.quote.total)
        await store.ledger.fail_write(checkout.id)
        raise Refusal("checkout", DISAGREES)
    return await store.ledger.finish_write(
        checkout.id, payment.id, checkout.revision, kept_items(payment), terms.customer_id
    )


async def _end(store: Services, checkout: Checkout) -> None:
    """Ends a session that can't be brought to the cart, so that the page opens a new one in its place.

    Raises:
        Refusal: It couldn't be ended, and there must never be two ways to pay.
    """
    assert checkout.session_id, "sync looks before it writes"
    try:
        await store.payments(checkout.flow).expire(checkout.session_id)
    except StripeFailure as failure:
        raise Refusal("checkout", _message(failure)) from failure
    await store.ledger.replace_session(checkout.id, checkout.session_id)


async def _bring_to(store: Services, checkout: Checkout, terms: Terms) -> StripePayment:
    assert checkout.session_id, "sync looks before it writes"
    payments = store.payments(checkout.flow)
    known: Mapping[str, Item] = {key: Item(item.id, item.unit_amount) for key, item in checkout.stripe_items.items()}
    held = checkout.customer_id
    if checkout.writing_revision is not None:  # an earlier write whose end is unknown: ask what came of it
        payment = await payments.retrieve(checkout.session_id)
        if says(payment, terms):
            return payment
        refuse_unless_open(payment)
        known, held = payment.items, payment.customer_id
    if held not in (None, terms.customer_id):
        raise CustomerFixed
    asked = replace(terms, customer_id=None) if held else terms
    return await payments.update(checkout.session_id, asked, known, _idempotency_key(checkout))


def says(payment: StripePayment, terms: Terms) -> bool:
    """Whether Stripe's payment is what the terms say."""
    quote = terms.quote
    has = (payment.revision, payment.amount, payment.currency, payment.trial_days)
    for_them = terms.customer_id in (None, payment.customer_id)  # Stripe may make a customer of a guest by itself
    return for_them and has == (terms.revision, quote.total, quote.currency, quote.trial_days)


def _idempotency_key(checkout: Checkout) -> str:
    attempt = f":{checkout.writing_attempt}" if checkout.writing_attempt else ""
    return f"{checkout.id}:{checkout.session_count}:{checkout.revision}{attempt}"


def _message(failure: StripeFailure) -> str:
    match failure:
        case StripeRefused(code="amount_too_small"):
            return TOO_SMALL
        case StripeUnavailable():
            return UNREACHABLE
        case _:
            return NOT_TAKEN


def terms_of(checkout: Checkout, customer_id: str | None) -> Terms:
    """What the payment is to be brought to."""
    return Terms(checkout.id, checkout.revision, checkout.quote, customer_id)


def kept_items(payment: StripePayment) -> dict[str, StripeItem]:
    """The payment's lines as the ledger keeps them."""
    return {
        key: StripeItem(id=item.id, unit_amount=item.unit_amount, quantity=item.quantity)
        for key, item in payment.items.items()
    }
