"""Each failure of Stripe, and what a shopper is told of it beside what they used."""

from typing import Any

import pytest

from rxapp.checkout.stripe_refusals import CONFIRMED, TOO_SMALL, refusal_of, told_to_shopper
from rxapp.payments.failures import (
    CustomerFixed,
    SessionClosed,
    StripeFailure,
    StripeRefused,
    StripeUnavailable,
    TrialFixed,
)
from rxapp.shop.refusal import PaymentServiceRefused, PaymentServiceUnavailable, Refusal, SessionEnded

NO, NOTHING = PaymentServiceRefused.sentence, PaymentServiceUnavailable.sentence
OWN = {"refused": "We may not.", "unanswered": "They don't say."}

# A failure, what it is to the shopper, the sentence, and the same where the use case has sentences of its own.
FAILURES: list[tuple[StripeFailure, type[Refusal], str, str]] = [
    (SessionClosed(confirmed=True), SessionEnded, CONFIRMED, CONFIRMED),
    (SessionClosed(confirmed=False), SessionEnded, SessionEnded.sentence, SessionEnded.sentence),
    (StripeRefused("Too little.", "amount_too_small"), Refusal, TOO_SMALL, TOO_SMALL),
    (StripeRefused("Too much.", "amount_too_large"), PaymentServiceRefused, NO, OWN["refused"]),
    (StripeRefused("No."), PaymentServiceRefused, NO, OWN["refused"]),
    (TrialFixed(), PaymentServiceRefused, NO, OWN["refused"]),
    (CustomerFixed(), PaymentServiceRefused, NO, OWN["refused"]),
    (StripeUnavailable("Timeout"), PaymentServiceUnavailable, NOTHING, OWN["unanswered"]),
    (StripeFailure("?"), PaymentServiceUnavailable, NOTHING, OWN["unanswered"]),
]


@pytest.mark.parametrize(("failure", "kind", "said", "own"), FAILURES, ids=lambda one: type(one).__name__)
def test_what_a_shopper_is_told(failure: StripeFailure, kind: type[Refusal], said: str, own: str):
    ways: list[tuple[dict[str, Any], str, str]] = [
        ({}, "checkout", said),
        ({"control": "tea_club"}, "tea_club", said),
        ({"control": "guide"} | OWN, "guide", own),
    ]
    for given, control, sentence in ways:
        with pytest.raises(kind) as told, told_to_shopper(**given):
            raise failure
        assert (type(told.value), told.value.__cause__) == (kind, failure)
        assert told.value.problems == refusal_of(failure, **given).problems == {control: sentence}


def test_a_mistake_of_ours_is_not_told():
    with pytest.raises(ZeroDivisionError), told_to_shopper():
        raise ZeroDivisionError
