"""How often is too often: counted per cart and per address, in this process or in Redis for many."""

import logging
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from math import ceil

from limits import RateLimitItem, parse
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from limits.errors import StorageError

from rxapp.counts import counts
from rxapp.logs import AtMost
from rxapp.settings import Settings, settings
from rxapp.shop.change import Change
from rxapp.shop.refusal import CodeRefused, TokenRefused, TooManyChanges, TooManyCodes, TooManyTokens

logger = logging.getLogger(__name__)
logger.addFilter(AtMost(60))


@dataclass(frozen=True)
class Limit:
    """So many per so long for each of something."""

    name: str
    rate: RateLimitItem


class RateLimits:
    """The store's limits. When Redis can't be asked nothing is refused: a shop that sells is worth more."""

    def __init__(self, settings: Settings) -> None:
        self._counts = counts(settings)
        self._window = SlidingWindowCounterRateLimiter(self._counts)
        self._changes = (
            Limit("changes of cart", parse(settings.changes_per_cart)),
            Limit("changes of address", parse(settings.changes_per_address)),
        )
        self._wrong_codes = (
            Limit("wrong codes of cart", parse(settings.wrong_codes_per_cart)),
            Limit("wrong codes of address", parse(settings.wrong_codes_per_address)),
        )
        self._wrong_tokens = Limit("wrong tokens of address", parse(settings.wrong_tokens_per_address))
        self._requests = Limit("requests of address", parse(settings.requests_per_address))

    async def count_change(self, shopper: str, address: str, control: str = "checkout") -> None:
        """Counts a change, a payment attempt, or whatever else makes us ask Stripe.

        Raises:
            TooManyChanges: There were too many; shown next to `control`.
        """
        for limit, whose in zip(self._changes, (shopper, address), strict=True):
            if not await self._hit(limit, whose):
                raise TooManyChanges(control)

    @asynccontextmanager
    async def counting_guesses(self, change: Change, shopper: str, address: str) -> AsyncGenerator[None, None]:
        """Goes around a change; where it is the trying of a code, see `guessing`."""
        async with self.guessing(shopper, address, change.control) if change.is_a_guess else nullcontext():
            yield

    @asynccontextmanager
    async def guessing(self, shopper: str, address: str, control: str) -> AsyncGenerator[None, None]:
        """Goes around the trying of a code; a refusal of it counts as a wrong guess.

        Raises:
            TooManyCodes: There were too many wrong guesses; the code isn't even looked at. Shown next to `control`.
        """
        guessers = list(zip(self._wrong_codes, (shopper, address), strict=True))
        for limit, whose in guessers:
            if await self._used_up(limit, whose):
                raise TooManyCodes(control)
        try:
            yield
        except CodeRefused:
            for limit, whose in guessers:
                await self._hit(limit, whose)
            raise

    @asynccontextmanager
    async def guessing_token(self, address: str) -> AsyncGenerator[None, None]:
        """Goes around a look at a merchant's token; a refusal of it counts as a wrong guess.

        Raises:
            TooManyTokens: There were too many wrong guesses; this one isn't even looked at.
        """
        if await self._used_up(self._wrong_tokens, address):
            raise TooManyTokens
        try:
            yield
        except TokenRefused:
            await self._hit(self._wrong_tokens, address)
            raise

    async def count_request(self, address: str) -> None:
        """Counts a request to an endpoint."""
        await self._hit(self._requests, address)

    async def seconds_until_next_request(self, address: str) -> int:
        """How long this address has to wait; 0 if it needn't."""
        if not await self._used_up(self._requests, address):
            return 0
        until = (await self._window.get_window_stats(self._requests.rate, self._requests.name, address)).reset_time
        return max(1, ceil(until - time.time()))

    async def can_count(self) -> bool:
        """Whether the place where rates are counted answers."""
        try:
            return await self._counts.check()
        except StorageError:
            return False

    async def _hit(self, limit: Limit, whose: str) -> bool:
        try:
            allowed = await self._window.hit(limit.rate, limit.name, whose)
        except StorageError:
            logger.warning("rate limits cannot be counted: no answer from Redis")
            return True
        if not allowed:
            logger.warning("too many %s", limit.name)
        return allowed

    async def _used_up(self, limit: Limit, whose: str) -> bool:
        try:
            return not await self._window.test(limit.rate, limit.name, whose)
        except StorageError:
            logger.warning("rate limits cannot be read: no answer from Redis")
            return False


rate_limits = RateLimits(settings)
