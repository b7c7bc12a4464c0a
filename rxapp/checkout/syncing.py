"""Brings the session at Stripe to the cart: one write at a time, always of the latest revision."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

from rxapp import metrics
from rxapp.checkout.changing import change
from rxapp.checkout.customers import customer_of
from rxapp.checkout.services import Services
from rxapp.checkout.stripe_refusals import refusal_of, told_to_shopper
from rxapp.logs import bind
from rxapp.orders import rights
from rxapp.orders.records import SHUT, Checkout, Status
from rxapp.payments.failures import CustomerFixed, NewOneNeeded, StripeFailure, StripeRefused
from rxapp.payments.flow import refuse_unless_open
from rxapp.payments.values import Item, Payment, Terms
from rxapp.recording import recorded
from rxapp.shop.change import Change
from rxapp.shop.changes import TakeBack
from rxapp.shop.refusal import (
    BeingPaid,
    ChangeTakenBack,
    NothingToUndo,
    PaymentServiceUnavailable,
    Refusal,
    SessionEnded,
    TotalsDisagree,
)
from rxapp.shop.words import say

logger = logging.getLogger(__name__)

SYNC_SECONDS = 13.0
LOOK_AGAIN_SECONDS = 0.2
PAUSE_SECONDS = 0.15
LONGEST_BURST = 4  # pauses: the total at Stripe follows even whoever never stops

TOO_SMALL_TAKEN_BACK = say("refusals.too_small_taken_back")


@metrics.timed(metrics.CHANGES)
@recorded("use_case")
async def change_ahead(
    store: Services, shopper: str, checkout_id: str | None, wanted: Change, *, in_bursts: bool = True
) -> Checkout:
    """Makes a change as `change` does, and begins to write it at Stripe if nothing else has just happened there.

    The payment form asks for that write when it has heard of the change; by then half of a round trip, or more, is won.
    It is the first of a burst that goes ahead: the others are carried together by the write that the form asks for.

    Args:
        in_bursts: Whether more may follow before the answer; not so where the answer waits for the write.

    Returns:
        The checkout, changed. How the write ends is heard from `sync`.
    """
    checkout, begun = await store.ledger.change_and_begin_write(
        shopper, checkout_id, wanted, store.known, rest=rights.BURST if in_bursts else timedelta(0)
    )
    if begun:
        store.ahead.begin(checkout, _in_time(_write(store, checkout)))
    return checkout


@metrics.timed(metrics.SYNCS)
@recorded("use_case")
async def sync(store: Services, checkout_id: str) -> Checkout:
    """Makes Stripe's session say what the cart says, unless it does already.

    A write that a change began is joined, one that another process has under way is waited for; changes made meanwhile
    are carried by this one.

    Returns:
        The checkout, in step at the revision that was written.

    Raises:
        SessionEnded: There is no session to bring to anything.
        ChangeTakenBack: Stripe refused the cart itself; the next sync brings it to what the cart was before.
        Refusal: It couldn't be done; the message is for the shopper, and the next try starts afresh.
    """
    bind(checkout=checkout_id)
    return await _in_time(_synced(store, checkout_id))


async def _in_time(work: Awaitable[Checkout]) -> Checkout:
    try:
        async with asyncio.timeout(SYNC_SECONDS):
            return await work
    except TimeoutError:
        raise PaymentServiceUnavailable from None


async def _synced(store: Services, checkout_id: str) -> Checkout:
    if done := await _joined(store, checkout_id):
        return done
    async with store.writer(checkout_id):
        while True:
            checkout = await store.ledger.checkout(checkout_id)
            if not checkout.quote.lines or (checkout.session_id and checkout.in_step):
                return checkout
            _refuse_unless_open(checkout)
            await _burst_ends(store, checkout)
            if noted := await store.ledger.begin_write(checkout_id):
                return await _write(store, noted)
            await asyncio.sleep(LOOK_AGAIN_SECONDS)


async def _burst_ends(store: Services, checkout: Checkout) -> None:
    """Waits while changes follow closely on each other, so that one write does for all; a single one never waits."""
    before = checkout.synced_revision + 1
    for _ in range(LONGEST_BURST):
        if checkout.revision <= before:
            return
        before = checkout.revision
        await pause()
        checkout = await store.ledger.checkout(checkout.id)


async def pause() -> None:
    """As long as it takes to see that nobody clicks again."""
    await asyncio.sleep(PAUSE_SECONDS)


async def _joined(store: Services, checkout_id: str) -> Checkout | None:
    """The end of the write that a change began; None if there is none, or there is more to be done than it did.

    Raises:
        Refusal: It failed, and nothing has changed since that another try could begin with.
    """
    ahead = store.ahead.get(checkout_id)
    if ahead is None:
        return None
    under_way = not ahead.end.done()  # then its end knows of every change before this moment
    try:
        written = await asyncio.shield(ahead.end)
    except ChangeTakenBack:
        raise
    except Refusal:
        if (await store.ledger.checkout(checkout_id)).revision == ahead.revision:
            raise
        return None
    finally:
        if ahead.end.done():
            store.ahead.heard(checkout_id, ahead)
    return written if under_way and written.in_step else None


def _refuse_unless_open(checkout: Checkout) -> None:
    if checkout.status in SHUT:
        raise BeingPaid
    if checkout.status != Status.OPEN or checkout.session_id is None:
        raise SessionEnded


@recorded("use_case")
async def _write(store: Services, checkout: Checkout) -> Checkout:
    bind(checkout=checkout.id)
    try:
        async with _right_to_write(store, checkout):
            terms = terms_of(checkout, await customer_of(store, checkout))
            payment = await _bring_to(store, checkout, terms)
            _refuse_unless_agrees(payment, terms)
    except NewOneNeeded as failure:
        await _end(store, checkout)
        raise SessionEnded from failure
    except StripeFailure as failure:
        if _is_of_content(failure) and await _taken_back(store, checkout):
            raise _said_of_taking_back(failure) from failure
        raise refusal_of(failure) from failure
    return await store.ledger.finish_write(checkout.id, payment.id, checkout.revision, payment.items, terms.customer_id)


@asynccontextmanager
async def _right_to_write(store: Services, checkout: Checkout) -> AsyncGenerator[None, None]:
    """Gives the right to write back when the write failed; one that came about ends with `finish_write`."""
    try:
        yield
    except BaseException:
        await asyncio.shield(store.ledger.fail_write(checkout.id))  # in a task that is cancelled, too
        raise


def _refuse_unless_agrees(payment: Payment, terms: Terms) -> None:
    if not agrees_with(payment, terms):
        logger.error("%s says %s, the quote %s", payment.id, payment.amount, terms.quote.total)
        raise TotalsDisagree


async def _taken_back(store: Services, refused: Checkout) -> bool:
    """Whether the cart is again what Stripe has confirmed last, since Stripe refuses what it has become."""
    try:
        back = TakeBack(revision=refused.synced_revision, refused=refused.cart)
        await change(store, refused.shopper, refused.id, back)
    except NothingToUndo:
        return False
    return True


def _is_of_content(failure: StripeFailure) -> bool:
    return isinstance(failure, StripeRefused) and failure.of_content


def _said_of_taking_back(failure: StripeFailure) -> ChangeTakenBack:
    too_small = isinstance(failure, StripeRefused) and failure.code == "amount_too_small"
    return ChangeTakenBack("checkout", TOO_SMALL_TAKEN_BACK) if too_small else ChangeTakenBack()


async def _end(store: Services, checkout: Checkout) -> None:
    """Ends a session that can't be brought to the cart, so that the page opens a new one in its place.

    Raises:
        Refusal: It couldn't be ended, and there must never be two ways to pay.
    """
    assert checkout.session_id, "sync looks before it writes"
    with told_to_shopper():
        await store.payments(checkout.flow).expire(checkout.session_id)
    await store.ledger.replace_session(checkout.id, checkout.session_id)


async def _bring_to(store: Services, checkout: Checkout, terms: Terms) -> Payment:
    assert checkout.session_id, "sync looks before it writes"
    payments = store.payments(checkout.flow)
    known: Mapping[str, Item] = checkout.stripe_items
    held = checkout.customer_id
    if checkout.writing_revision is not None:  # an earlier write whose end is unknown: ask what came of it
        payment = await payments.retrieve(checkout.session_id)
        if agrees_with(payment, terms):
            return payment
        refuse_unless_open(payment)
        known, held = payment.items, payment.customer_id
    if held not in (None, terms.customer_id):
        raise CustomerFixed
    asked = replace(terms, customer_id=None) if held else terms
    return await payments.update(checkout.session_id, asked, known, idempotency_key(checkout))


def agrees_with(payment: Payment, terms: Terms) -> bool:
    """Whether Stripe's payment is what the terms say."""
    quote = terms.quote
    has = (payment.revision, payment.amount, payment.currency, payment.trial_days, payment.follows)
    for_them = terms.customer_id in (None, payment.customer_id)  # Stripe may make a customer of a guest by itself
    return for_them and has == (terms.revision, quote.total, quote.currency, quote.trial_days, quote.follows)


def idempotency_key(checkout: Checkout) -> str:
    """Names one write, so that Stripe carries it out once however often it is sent."""
    return f"{checkout.id}:{checkout.session_count}:{checkout.revision}:{checkout.writing_attempt}"


def terms_of(checkout: Checkout, customer_id: str | None) -> Terms:
    """What the payment is to be brought to."""
    return Terms(checkout.id, checkout.revision, checkout.quote, customer_id)
