"""Giving money back: once, however often it is asked for and whatever fails.

A refund is a row first, then a call to Stripe with the row's own key, then what Stripe answered or reported. Whoever
finds a row without an answer can go on from there: a second press, a webhook, the reconciler.
"""

import logging
import secrets
from enum import StrEnum

from rxapp.checkout.services import Services
from rxapp.orders.refund_book import OrderRefund, Stage
from rxapp.payments.failures import StripeFailure, StripeRefused, StripeUnavailable

logger = logging.getLogger(__name__)


class Reason(StrEnum):
    """Why money is given back, in Stripe's words."""

    REQUESTED = "requested_by_customer"
    DUPLICATE = "duplicate"
    FRAUDULENT = "fraudulent"


def new_refund_id() -> str:
    """What a refund is called before anybody asks for it."""
    return f"rf_{secrets.token_hex(12)}"


async def refund(
    store: Services, refund_id: str, number: str, amount: int, reason: Reason, refunded: int
) -> OrderRefund:
    """Gives so much of an order back.

    Args:
        refund_id: See `new_refund_id`; asked with the same one again, nothing more is given.
        refunded: What was given back already, as whoever asks has seen it.

    Returns:
        What became of it; `asked` where Stripe gave no answer, and the reconciler goes on.

    Raises:
        Refusal: See `RefundBook.ask`; nothing was given back.
    """
    asked = await store.refund_book.ask(refund_id, number, amount, reason, refunded)
    try:
        return await _made(store, asked)
    except StripeUnavailable:
        logger.warning("refund %s of %s has no answer yet", asked.id, asked.number)
        return asked


async def _made(store: Services, asked: OrderRefund) -> OrderRefund:
    """Asks Stripe for a refund that is written down, unless it has answered already.

    Raises:
        StripeUnavailable: No answer; what became of it isn't known.
    """
    payment = await store.refund_book.payment_of(asked.number)
    if asked.status != Stage.ASKED or payment is None:
        return asked
    try:
        given = await store.refunds.give(payment, asked.amount, asked.reason, asked.id)
    except StripeRefused as refused:
        logger.warning("refund %s of %s is refused: %s", asked.id, asked.number, refused.code)
        return await store.refund_book.refuse(asked.id, refused.code or "refused")
    return await store.refund_book.note(given) or asked


async def finish_refund(store: Services, asked: OrderRefund) -> OrderRefund:
    """Goes on with a refund whose answer was lost. Stripe keeps a key for a day only, so it is asked first.

    Raises:
        StripeFailure: Stripe couldn't be asked.
    """
    payment = await store.refund_book.payment_of(asked.number)
    made = [one for one in await store.refunds.of_payment(payment or "") if one.reference == asked.id]
    if made:
        return await store.refund_book.note(made[0]) or asked
    return await _made(store, asked)


async def finish_refunds(store: Services, unfinished: list[OrderRefund]) -> None:
    """Goes on with each; one whose turn fails doesn't keep the others waiting."""
    for asked in unfinished:
        try:
            after = await finish_refund(store, asked)
        except StripeFailure as failure:
            logger.warning("refund %s stays unknown for now: %s", asked.id, type(failure).__name__)
        else:
            logger.info("refund %s of %s: %s", asked.id, asked.number, after.status)
