"""The writes that a change began at Stripe before the payment form asked for them."""

import asyncio
from collections.abc import Coroutine
from typing import Any, NamedTuple

from rxapp.orders.records import Checkout

KEPT_SECONDS = 2.0  # the question of the form that saw the change is on its way


class WriteAhead(NamedTuple):
    """A write under way, or how it ended, and of which revision."""

    revision: int
    end: asyncio.Task[Checkout]


class WritesAhead:
    """One write a checkout, of this process, until somebody has heard how it ended or nobody waits for it any more."""

    def __init__(self) -> None:
        self._writes: dict[str, WriteAhead] = {}

    def begin(self, checkout: Checkout, write: Coroutine[Any, Any, Checkout]) -> None:
        """Begins a write, whoever is there to see its end."""
        ahead = WriteAhead(checkout.revision, asyncio.create_task(write))
        self._writes[checkout.id] = ahead
        ahead.end.add_done_callback(lambda end: self._keep_for_a_while(checkout.id, ahead))

    def get(self, checkout_id: str) -> WriteAhead | None:
        return self._writes.get(checkout_id)

    def heard(self, checkout_id: str, ahead: WriteAhead) -> None:
        """Somebody knows how this one ended; the next who asks begins afresh."""
        if self._writes.get(checkout_id) is ahead:
            del self._writes[checkout_id]

    async def finish(self) -> None:
        """Waits until none is under way."""
        if ends := [ahead.end for ahead in self._writes.values()]:
            await asyncio.wait(ends)

    def _keep_for_a_while(self, checkout_id: str, ahead: WriteAhead) -> None:
        asyncio.get_running_loop().call_later(KEPT_SECONDS, self.heard, checkout_id, ahead)
