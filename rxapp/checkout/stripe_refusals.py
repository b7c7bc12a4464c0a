"""The one place that turns what Stripe refuses, or doesn't answer, into what a shopper is told."""

from collections.abc import Generator
from contextlib import contextmanager

from rxapp.payments.failures import SessionClosed, StripeFailure, StripeRefused
from rxapp.shop.refusal import PaymentServiceRefused, PaymentServiceUnavailable, Refusal, SessionEnded
from rxapp.shop.words import say

TOO_SMALL = say("refusals.too_small")
CONFIRMED = say("refusals.confirmed")


@contextmanager
def told_to_shopper(
    control: str = "checkout",
    refused: str = PaymentServiceRefused.sentence,
    unanswered: str = PaymentServiceUnavailable.sentence,
) -> Generator[None, None, None]:
    """Goes around calls to Stripe that a shopper waits for.

    Args:
        control: What the shopper used.
        refused: What is said where Stripe said no and there is no better sentence.
        unanswered: What is said where Stripe gave no answer.

    Raises:
        Refusal: In place of every `StripeFailure`.
    """
    try:
        yield
    except StripeFailure as failure:
        raise refusal_of(failure, control, refused, unanswered) from failure


def refusal_of(
    failure: StripeFailure,
    control: str = "checkout",
    refused: str = PaymentServiceRefused.sentence,
    unanswered: str = PaymentServiceUnavailable.sentence,
) -> Refusal:
    """What a shopper is told of a failure. None of Stripe's own words are in it."""
    match failure:
        case SessionClosed(confirmed=True):
            return SessionEnded(control, CONFIRMED)
        case SessionClosed():
            return SessionEnded(control)
        case StripeRefused(code="amount_too_small"):
            return Refusal(control, TOO_SMALL)
        case StripeRefused():
            return PaymentServiceRefused(control, refused)
        case _:
            return PaymentServiceUnavailable(control, unanswered)
