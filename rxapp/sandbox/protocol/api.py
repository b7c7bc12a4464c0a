"""`/v1/`: the way of a call, from step to step."""

from __future__ import annotations

from functools import partial, reduce
from typing import Any

from ..clock import Clock, Timers
from ..deliveries import Deliveries
from ..faults import Faults
from ..resources.call import Call
from ..resources.checkout.completion import end_due_debit, expire_due
from ..resources.refunds import end_due as end_due_refund
from ..resources.routes import ROUTES
from ..resources.subscriptions import pass_period
from ..store import Store
from ..versions.accounts import AccountVersions
from . import steps
from .exchange import Exchange, Reply, Request
from .idempotency import KeptReplies
from .request_log import RequestLog
from .routing import Routes


class Api:
    """Answers the calls of `/v1/`."""

    def __init__(
        self,
        *,
        store: Store,
        clock: Clock,
        timers: Timers,
        deliveries: Deliveries,
        versions: AccountVersions,
        faults: Faults,
        log: RequestLog,
    ) -> None:
        self._store = store
        self._clock = clock
        self._timers = timers
        self._deliveries = deliveries
        self._versions = versions
        self._replies = KeptReplies(store)
        # Outermost first. Whatever becomes of a call is noted and labelled, refusals too, so these stand around all. A
        # key is asked for before anything is told. `check` brings the parameters forward to the newest version and
        # `answer` brings the answer back: everything between knows the newest names only. Each request draws its fault,
        # a repeated one too, but only a call that is carried out suffers it, and its idempotency key is in use
        # meanwhile. What fails before `write` leaves no reply behind, so that the key can be used again. From `begin`
        # on nothing waits, so that transactions never overlap.
        way = [
            partial(steps.note, log),
            steps.label,
            steps.explain,
            partial(steps.route, Routes(ROUTES)),
            steps.read,
            steps.identify,
            steps.check_version,
            partial(steps.register, clock, versions),
            partial(steps.draw_faults, faults),
            partial(steps.once, self._replies),
            steps.befall,
            partial(steps.begin, self.call),
            partial(steps.catch_up, self.run_due),
            steps.check,
            partial(steps.write, store, self._replies, deliveries),
            steps.keep_traces,
        ]
        self._answer: steps.Then = reduce(lambda then, step: partial(step, then), reversed(way), steps.answer)

    async def answer(self, request: Request) -> Reply:
        return await self._answer(Exchange(request))

    def call(self, namespace: str, **asked: Any) -> Call:
        """A call of the clock or of the control page; of somebody who asked, with what their request says."""
        return Call(
            self._store,
            self._clock,
            self._timers,
            self._deliveries,
            self._store.objects(namespace),
            namespace,
            self._clock.now(namespace),
            account_version=self._versions.of(namespace),
            **asked,
        )

    def run_due(self, namespace: str) -> None:
        """Does what has become due in a namespace."""
        due = self._timers.due(namespace, self._clock.now(namespace))
        if not due:
            return
        with self._store.transaction():
            call = self.call(namespace)
            for id in due:
                expire_due(call, id)
                pass_period(call, id)
                end_due_debit(call, id)
                end_due_refund(call, id)
        self._deliveries.wake()

    def prune(self, namespace: str) -> None:
        """Forgets replies that are too old to be given again."""
        self._replies.prune(namespace)
