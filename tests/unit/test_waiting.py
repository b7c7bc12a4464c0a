"""Who waits for whom, and for how long: figures that only make sense together."""

from datetime import timedelta

from rxapp.checkout.opening import LOOK_AGAIN_SECONDS as OPENING_LOOKS_AGAIN_SECONDS
from rxapp.checkout.opening import PAYMENT_LASTS
from rxapp.checkout.reconciling import COOKIE_LIFE
from rxapp.checkout.settling import BANK_PATIENCE
from rxapp.checkout.syncing import LOOK_AGAIN_SECONDS, SYNC_SECONDS
from rxapp.orders.database import BUSY_SECONDS
from rxapp.orders.rights import WRITE_LEASE
from rxapp.payments.breaker import FAILURES, PAUSE_SECONDS
from rxapp.payments.client import BUDGET_SECONDS, FIRST_WAIT_SECONDS, RETRIES
from rxapp.payments.http import CONNECT_SECONDS, READ_SECONDS
from rxapp.payments.webhooks import TOLERANCE_SECONDS
from rxapp.states.order import LOOKS, SECONDS_BETWEEN
from rxapp.visitor.cookie import COOKIE_SECONDS

BROWSER_SECONDS, STRIPE_JS_SECONDS = 15.0, 20.0


def test_whoever_waits_for_another_waits_a_little_longer():
    """A lock, a try, a call with its tries, a sync, the right to write, the browser's form, Stripe.js itself."""
    nested = [CONNECT_SECONDS, BUSY_SECONDS, READ_SECONDS, BUDGET_SECONDS, SYNC_SECONDS, WRITE_LEASE.total_seconds()]
    assert nested == [3, 5, 8, 12, 13, 14]
    assert nested == sorted(nested)
    assert nested[-1] < BROWSER_SECONDS < STRIPE_JS_SECONDS


def test_whoever_asks_again_does_so_soon_and_not_at_once():
    assert (RETRIES, FIRST_WAIT_SECONDS, LOOK_AGAIN_SECONDS, OPENING_LOOKS_AGAIN_SECONDS) == (2, 0.25, 0.2, 0.25)
    assert (FAILURES, PAUSE_SECONDS) == (5, 5)
    assert (LOOKS, SECONDS_BETWEEN) == (15, 1)


def test_what_is_left_alone_for_how_long():
    """What may still be paid, what the bank may still ask, what Stripe may have signed, whom the cookie brings back."""
    left_alone = [PAYMENT_LASTS, BANK_PATIENCE, COOKIE_LIFE]
    assert left_alone == [timedelta(seconds=15), timedelta(minutes=5), timedelta(days=90)]
    assert TOLERANCE_SECONDS == 300
    assert timedelta(seconds=COOKIE_SECONDS) == COOKIE_LIFE
