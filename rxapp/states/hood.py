"""What the drawer under the hood asks of the server: this shopper's own checkout, in a test store, while it is open."""

import asyncio
import time
from contextlib import suppress

import reflex as rx

from rxapp import recording
from rxapp.checkout.services import services
from rxapp.orders.records import Checkout
from rxapp.recording import Record
from rxapp.settings import settings
from rxapp.shop.plans import slug
from rxapp.shop.refusal import DatabaseBusy, NoCookies, NotUnderstood
from rxapp.states import arguments
from rxapp.states.caller import shopper_of
from rxapp.states.step_words import StepView, view

GATHER_SECONDS = 0.05  # what follows at once comes along
NOTHING_YET_SECONDS = 1.0


class HoodState(rx.State):
    """The news of a checkout's record, as far as this tab has asked for them."""

    steps: list[StepView] = []
    since: int = 0  # the number that was asked from
    seen: int = 0  # the number of the latest of them
    looks: int = 0  # grows with each look that has ended
    clock: float = 0  # the server's, in milliseconds since 1970, as a look ended

    _looking: bool = False
    _watched: str = ""

    @rx.event(background=True)
    async def look(self, seen: int):
        """Waits for what is new since a number, but not for ever; then the drawer asks again."""
        with suppress(NotUnderstood):
            since = arguments.number(seen)
            async with self:
                if self._looking or settings.mode == "live":
                    return
                self._looking = True
            steps, latest = list[StepView](), since
            try:
                steps, latest = await self._news(since)
            finally:
                async with self:
                    self._looking = False
                    self.steps, self.since, self.seen = steps, since, latest
                    self.clock, self.looks = time.time() * 1000, self.looks + 1

    async def _news(self, since: int) -> tuple[list[StepView], int]:
        """The steps that are new, and the number of the latest."""
        record = await self._record()
        if record is None:
            await asyncio.sleep(NOTHING_YET_SECONDS)
            return [], since
        if await record.news(since):
            await asyncio.sleep(GATHER_SECONDS)
        new = record.since(since)
        return [view(step) for step in new], max([since, record.began, *(step.version for step in new)])

    @rx.event
    def close(self):
        """The drawer is shut: nothing is kept any more."""
        recording.look_away(self._watched)
        self.steps, self.since, self.seen, self._watched = [], 0, 0, ""

    async def _record(self) -> Record | None:
        checkout = None
        with suppress(NoCookies, DatabaseBusy):
            async with self:
                checkout = await self._own()
                self._watched = checkout.id if checkout else ""
        return recording.watch(checkout) if checkout else None

    async def _own(self) -> Checkout | None:
        """The checkout that this page is about, if it is this shopper's own."""
        shopper, address = shopper_of(self), self.router.url
        if session_id := arguments.session_id(address.query_parameters.get("session", "")):
            checkout = await services().ledger.checkout_of_session(session_id)
            return checkout if checkout and checkout.shopper == shopper else None
        return await services().ledger.unfinished(shopper, _plan_at(address.path))


def _plan_at(path: str) -> str:
    """Which plan a page is about; empty where it is the cart of goods."""
    return next((key for key in services().catalog.plans if f"/{slug(key)}/" in path), "")
