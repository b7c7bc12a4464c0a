"""How often Stripe is asked: one rate for all workers of the store, who wait for their turn.

Stripe refuses what is over an account's rate with 429, for everybody who uses that account
(https://docs.stripe.com/rate-limits). Waiting for a turn costs a moment; being refused costs another trip.
"""

import asyncio
import logging
import random
import time

from limits import RateLimitItem, RateLimitItemPerSecond
from limits.aio.storage import Storage
from limits.aio.strategies import MovingWindowRateLimiter
from limits.errors import StorageError

from rxapp.payments.failures import StripeUnavailable

logger = logging.getLogger(__name__)

WHO = "calls to Stripe"
SHORTEST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 0.005, 5.0


class Pace:
    """Lets so many calls a second through. Until it is told how many, all of them."""

    def __init__(self) -> None:
        self._window: MovingWindowRateLimiter | None = None
        self._rate: RateLimitItem = RateLimitItemPerSecond(1)

    def keep_under(self, calls_a_second: int | None, counts: Storage) -> None:
        """Begins to hold calls back.

        Args:
            calls_a_second: None lets all through.
            counts: Where they are counted; whoever shares it shares the rate.
        """
        self._window = MovingWindowRateLimiter(counts) if calls_a_second else None
        self._rate = RateLimitItemPerSecond(calls_a_second or 1)

    async def turn(self) -> None:
        """Waits until a call may be made. Where the counts can't be had it may: Stripe says itself when it is too much.

        Raises:
            StripeUnavailable: So many are waiting that there was no turn in time.
        """
        try:
            async with asyncio.timeout(LONGEST_WAIT_SECONDS):
                while self._window and not await self._window.hit(self._rate, WHO):
                    free_at = (await self._window.get_window_stats(self._rate, WHO)).reset_time
                    await asyncio.sleep(self._until(free_at))
        except TimeoutError:
            raise StripeUnavailable("too many calls are waiting") from None
        except StorageError:
            logger.warning("calls to Stripe cannot be counted: no answer from Redis")

    def _until(self, free_at: float) -> float:
        spread = random.uniform(0, 1 / self._rate.amount)  # noqa: S311 – so that those who wait don't come at once
        return max(SHORTEST_WAIT_SECONDS, free_at - time.time()) + spread
