"""Why a person should look at a payment: each doubt has its kind, by which the merchant is told what to do."""

from dataclasses import dataclass
from enum import StrEnum

from rxapp.orders.models import CheckoutRow
from rxapp.orders.records import MOVES, Status
from rxapp.payments.values import Payment
from rxapp.shop.pricing import Quote


class DoubtKind(StrEnum):
    """What is wrong. `EARLIER` is what an older version of the store wrote down, in words alone."""

    UNKNOWN_REVISION = "unknown_revision"
    OTHER_AMOUNT = "other_amount"
    OTHER_TRIAL = "other_trial"
    OTHER_TERMS = "other_terms"
    CHANGED_SINCE = "changed_since"
    PAID_WHILE_CLOSED = "paid_while_closed"
    PAID_AGAIN = "paid_again"
    SOLD_OUT = "sold_out"
    EARLIER = "earlier"


@dataclass(frozen=True, slots=True)
class Doubt:
    """One reason, and how it is said."""

    kind: DoubtKind
    said: str


def doubts(row: CheckoutRow, quote: Quote | None, payment: Payment) -> list[Doubt]:
    """What a person should look at before a payment is taken for this checkout's.

    Args:
        quote: What was asked at the revision that was paid, if that is known.
    """
    return [
        *_of_what_was_asked(quote, payment),
        *_of_the_checkout(row, payment),
    ]


def _of_what_was_asked(quote: Quote | None, payment: Payment) -> list[Doubt]:
    if quote is None:
        said = f"paid at revision {payment.revision}, which is not known: {payment}"
        return [Doubt(DoubtKind.UNKNOWN_REVISION, said)]
    if (payment.amount, payment.currency) != (quote.total, quote.currency):
        return [Doubt(DoubtKind.OTHER_AMOUNT, f"asked {quote.total} {quote.currency}, paid {payment}")]
    if payment.trial_days != quote.trial_days:
        said = f"{quote.trial_days} days of trial were shown, {payment.trial_days} are at Stripe: {payment}"
        return [Doubt(DoubtKind.OTHER_TRIAL, said)]
    if payment.follows != quote.follows:
        said = f"{_written(quote.follows)} was shown, {_written(payment.follows)} is at Stripe: {payment}"
        return [Doubt(DoubtKind.OTHER_TERMS, said)]
    return []


def _of_the_checkout(row: CheckoutRow, payment: Payment) -> list[Doubt]:
    found: list[Doubt] = []
    if row.revision > payment.revision:
        said = f"paid at revision {payment.revision}, changed to {row.revision} since: {payment}"
        found.append(Doubt(DoubtKind.CHANGED_SINCE, said))
    if Status.PAID not in MOVES[Status(row.status)]:
        found.append(Doubt(DoubtKind.PAID_WHILE_CLOSED, f"paid while {row.status}: {payment}"))
    return found


def _written(follows: tuple[int, str] | None) -> str:
    return f"{follows[0]} every {follows[1]}" if follows else "nothing that comes again"
