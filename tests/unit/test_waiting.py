"""Who waits for whom, and for how long: figures that only make sense together."""

from datetime import timedelta

from rxapp.checkout import opened_ahead, reconciling, syncing, writes_ahead
from rxapp.checkout.opening import LOOK_AGAIN_SECONDS as OPENING_LOOKS_AGAIN_SECONDS
from rxapp.checkout.opening import PAYMENT_LASTS
from rxapp.checkout.reconciling import COOKIE_LIFE
from rxapp.checkout.services import FINISHING_SECONDS
from rxapp.checkout.settling import BANK_PATIENCE
from rxapp.checkout.syncing import LOOK_AGAIN_SECONDS, SYNC_SECONDS
from rxapp.orders.database import BUSY_SECONDS
from rxapp.orders.events import HANDLING
from rxapp.orders.rights import BURST, WRITE_LEASE
from rxapp.payments.breaker import FAILURES, PAUSE_SECONDS
from rxapp.payments.client import BUDGET_SECONDS, FIRST_WAIT_SECONDS, RETRIES
from rxapp.payments.http import CONNECT_SECONDS, READ_SECONDS
from rxapp.payments.local_stripe import ANSWER_SECONDS, SLOW_ANSWERS, SLOW_SECONDS
from rxapp.payments.pace import LONGEST_WAIT_SECONDS, SHORTEST_WAIT_SECONDS
from rxapp.payments.webhooks import TOLERANCE_SECONDS
from rxapp.states.hood import GATHER_SECONDS, NOTHING_YET_SECONDS
from rxapp.states.order import LOOKS, SECONDS_BETWEEN
from rxapp.visitor.cookie import COOKIE_SECONDS

BROWSER_SECONDS, STRIPE_JS_SECONDS = 15.0, 20.0


def test_whoever_waits_for_another_waits_a_little_longer():
    """A lock, a try, a call with its tries, a sync, the right to write, the browser's form, Stripe.js itself."""
    nested = [CONNECT_SECONDS, BUSY_SECONDS, READ_SECONDS, BUDGET_SECONDS, SYNC_SECONDS, WRITE_LEASE.total_seconds()]
    assert nested == [3, 5, 8, 12, 13, 14]
    assert nested == sorted(nested)
    assert nested[-1] < BROWSER_SECONDS < STRIPE_JS_SECONDS
    assert FINISHING_SECONDS == 15, "who stops lets a write end"
    assert timedelta(minutes=1) == HANDLING, "which is several calls"


def test_whoever_asks_again_does_so_soon_and_not_at_once():
    assert (RETRIES, FIRST_WAIT_SECONDS, LOOK_AGAIN_SECONDS, OPENING_LOOKS_AGAIN_SECONDS) == (2, 0.25, 0.2, 0.25)
    assert (FAILURES, PAUSE_SECONDS) == (5, 5)
    assert (LOOKS, SECONDS_BETWEEN) == (15, 1)
    assert (GATHER_SECONDS, NOTHING_YET_SECONDS) == (0.05, 1)
    assert (SHORTEST_WAIT_SECONDS, LONGEST_WAIT_SECONDS) == (0.005, 5)
    assert (syncing.PAUSE_SECONDS, syncing.LONGEST_BURST) == (0.15, 4), "what a shopper doesn't notice"
    assert timedelta(seconds=syncing.PAUSE_SECONDS) == BURST


def test_what_is_left_alone_for_how_long():
    """What may still be paid, what the bank may still ask, what Stripe may have signed, whom the cookie brings back."""
    left_alone = [PAYMENT_LASTS, BANK_PATIENCE, COOKIE_LIFE]
    assert left_alone == [timedelta(seconds=15), timedelta(minutes=5), timedelta(days=90)]
    assert TOLERANCE_SECONDS == 300
    assert (opened_ahead.KEPT_SECONDS, writes_ahead.KEPT_SECONDS) == (60, 2)
    assert timedelta(days=30) == reconciling.KEPT
    assert timedelta(seconds=COOKIE_SECONDS) == COOKIE_LIFE


def test_a_local_stripe_that_was_told_to_be_slow_still_answers_in_time():
    assert (SLOW_SECONDS, SLOW_ANSWERS, ANSWER_SECONDS) == (4, 3, 5)
    assert SLOW_SECONDS < ANSWER_SECONDS < READ_SECONDS
