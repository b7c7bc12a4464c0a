"""Whether anything takes longer once there are many orders: each kind of work among few and among many, in turn.

    python -m bench.growth                   SQLite and Postgres, a million orders and 100,000 open checkouts
    python -m bench.growth --orders 20000    fewer

The work is that of the use cases. Stripe is one that answers at once, so that only the store and its database count.
"""

from __future__ import annotations

import argparse
import asyncio
import secrets
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from statistics import median
from typing import Any, cast

from sqlalchemy import text
from sqlalchemy.orm import Session

from bench.figures import Figure, Goal
from bench.multiplied import Copies, multiply, multiply_event
from bench.prompt_stripe import PromptStripe
from bench.runs import Runs
from rxapp.checkout.changing import change, current
from rxapp.checkout.opening import open_session
from rxapp.checkout.placing import place
from rxapp.checkout.reconciling import COOKIE_LIFE, reconcile
from rxapp.checkout.services import Services, open_services
from rxapp.checkout.settling import order_for
from rxapp.checkout.syncing import sync
from rxapp.checkout.webhook_events import report
from rxapp.orders.database import Database
from rxapp.orders.migrating import migrate
from rxapp.orders.models import now
from rxapp.orders.records import Status
from rxapp.payments.values import Event
from rxapp.settings import LOCAL_SECRET_KEY
from rxapp.shop.changes import AddProduct, ApplyCode, SetAddOn
from rxapp.states.orders import AT_ONCE
from tests import postgres

FEW = 100
ORDERS_AN_OPEN_CHECKOUT = 10
ORDERS_A_SHOPPER = 4
LEFT_OVER = 20  # how many carts and events each sweeping finds
CODE = "WELCOME10"  # all orders were made with it
KINDS = ("SQLite", "Postgres")
NOBODY = "http://127.0.0.1:9"  # is asked for anything but sessions, and does not answer
Clock = Callable[[], float]
Taken = dict[str, list[float]]


def figures(runs: Runs) -> Iterator[Figure]:
    """The slowest kind of work of all, as a multiple of what it takes among few orders."""
    for kind in KINDS:
        grown = measured(kind, runs.orders, runs.rounds)
        what = f"{runs.orders:,} orders instead of {FEW}, {kind}, {grown.size_text}: the work it slows most takes"
        slowest = max(grown.ratios, key=grown.ratios.__getitem__)
        yield Figure(f"{what}, as a multiple ({slowest})", grown.ratios[slowest], None, Goal(1.1), digits=2)


@dataclass(frozen=True)
class Grown:
    """What each kind of work takes, in milliseconds, among few orders and among many."""

    few: dict[str, float]
    many: dict[str, float]
    size: int

    @property
    def ratios(self) -> dict[str, float]:
        return {name: self.many[name] / taken for name, taken in self.few.items()}

    @property
    def size_text(self) -> str:
        return f"{self.size / 1e9:.1f} GB"


def measured(kind: str, orders: int, rounds: int) -> Grown:
    """Fills two databases, one with few orders and one with many, and works in both by turns."""
    with tempfile.TemporaryDirectory() as folder, _server(kind) as server:

        def address(name: str) -> str:
            return server.url(server.create()) if server else f"sqlite:///{folder}/{name}.db"

        # SQLite works in this process; of what Postgres does elsewhere only the time can be seen
        clock = time.perf_counter if server else time.process_time
        return asyncio.run(_measured((address("few"), address("many")), orders, rounds, clock))


def _server(kind: str) -> AbstractContextManager[postgres.Postgres | None]:
    return postgres.running() if kind == "Postgres" else nullcontext()


async def _measured(urls: tuple[str, str], orders: int, rounds: int, clock: Clock) -> Grown:
    for url in urls:
        await asyncio.to_thread(migrate, url)
    async with opened(urls[0]) as few, opened(urls[1]) as many:
        await few.fill(FEW, rounds)
        await many.fill(orders, rounds)
        taken: tuple[Taken, Taken] = ({}, {})
        both = list(zip((few, many), taken, strict=True))
        for _ in range(rounds):
            for store, its in both:
                await _visit(store, Timing(its, clock))
            both.reverse()  # neither is always the one that finds the processor warm
        in_few, in_many = ({name: 1000 * median(each) for name, each in its.items()} for its in taken)
        return Grown(in_few, in_many, await many.size())


@dataclass(frozen=True)
class Timing:
    """What was taken by each kind of work, in seconds."""

    taken: Taken
    clock: Clock

    async def of(self, what: str, work: Awaitable[Any]) -> Any:
        begun = self.clock()
        answer = await work
        self.taken.setdefault(what, []).append(self.clock() - begun)
        return answer


@dataclass
class Store:
    """The services of a store on one database, and its Stripe."""

    services: Services
    stripe: PromptStripe
    database: Database
    sweeps: Iterator[datetime] = field(default_factory=lambda: iter(()))

    async def fill(self, orders: int, sweeps: int) -> None:
        """Copies one purchase, one cart that is left open, one that is closed and one event, each so many times."""
        began, end = now() - timedelta(days=365), now() - timedelta(days=1)
        of_cookies = now() - COOKIE_LIFE + timedelta(days=1)
        bought = await _buy(self, "regular", secrets.token_hex(4))
        await self._copy(multiply, bought, Copies(orders, began, end, a_shopper=ORDERS_A_SHOPPER))
        await self._copy(multiply_event, f"evt_of_{bought}", Copies(orders, now() - timedelta(days=29), end))
        left = await change(self.services, "window shopper", None, AddProduct(slug="yame-sencha"))
        await open_session(self.services, left.id, "http://localhost")
        await self._copy(multiply, left.id, Copies(orders // ORDERS_AN_OPEN_CHECKOUT, of_cookies, end))
        await self._leave_over(sweeps)
        await self._all_of_one("regular-%", FEW // 2)
        await self._let_the_database_look()

    async def _leave_over(self, sweeps: int) -> None:
        """Closed carts and handled events, of which each sweeping finds some: it goes on by one day."""
        closed = await change(self.services, "gone", None, AddProduct(slug="yame-sencha"))
        await self.services.ledger.move(closed.id, Status.ABANDONED, "nobody came back")
        await report(self.services, Event("evt_old", "customer.created", None))
        first = now() - timedelta(days=400 + sweeps)
        for day in range(sweeps):
            at = first + timedelta(days=day)
            copies = Copies(LEFT_OVER, at, at, first=day * LEFT_OVER)
            await self._copy(multiply, closed.id, copies)
            await self._copy(multiply_event, "evt_old", copies)
        self.sweeps = iter([first + timedelta(days=day, hours=1) for day in range(sweeps)])

    async def _copy(self, how: Callable[..., None], id: str, copies: Copies) -> None:
        loop = asyncio.get_running_loop()

        def run(work: Callable[[Session], None]) -> None:
            asyncio.run_coroutine_threadsafe(self.database.run(work), loop).result()

        await asyncio.to_thread(how, run, id, copies)

    async def _all_of_one(self, shoppers: str, number: int) -> None:
        """Gives so many orders to one shopper: more than a page of them shows."""
        some = "SELECT number FROM orders WHERE shopper LIKE :shoppers LIMIT :number"
        give = text(f"UPDATE orders SET shopper = 'collector' WHERE number IN ({some})")
        await self.database.run(lambda session: session.execute(give, {"shoppers": shoppers, "number": number}))

    async def _let_the_database_look(self) -> None:
        """Postgres plans by what it has seen of the tables; it looks by itself, but not at once."""
        if not self.database.one_process:
            await self.database.run(lambda session: session.execute(text("ANALYZE")))

    async def size(self) -> int:
        """In bytes."""
        sqlite = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
        query = sqlite if self.database.one_process else "SELECT pg_database_size(current_database())"
        return await self.database.run(lambda session: session.execute(text(query)).scalar_one())


@asynccontextmanager
async def opened(url: str) -> AsyncGenerator[Store, None]:
    """A store on a database that has its tables."""
    async with open_services(url, LOCAL_SECRET_KEY, NOBODY) as services:
        stripe = PromptStripe()
        yield Store(replace(services, sessions=cast("Any", stripe)), stripe, services.ledger.database)


async def _buy(store: Store, shopper: str, session: str, timing: Timing | None = None) -> str:
    """One purchase from the first change to the order; its checkout."""
    timing, services = timing or Timing({}, time.monotonic), store.services
    await timing.of("the first change", change(services, shopper, None, AddProduct(slug="yame-sencha")))
    begun = await timing.of("a code", change(services, shopper, None, ApplyCode(code=CODE)))
    await timing.of("the cart's page", current(services, shopper))
    opened = await timing.of("opening the form", open_session(services, begun.id, "http://localhost"))
    await timing.of("a change", change(services, shopper, begun.id, SetAddOn(key="gift_wrap", on=True)))
    ready = await timing.of("bringing it to Stripe", sync(services, begun.id))
    await timing.of("placing", place(services, shopper, begun.id, ready.revision, ready.quote.total))
    assert opened.checkout.session_id
    store.stripe.pay(opened.checkout.session_id)
    paid = Event(f"evt_of_{begun.id}", "checkout.session.completed", opened.checkout.session_id)
    await timing.of("the webhook of a payment", report(services, paid))
    order = await timing.of("the receipt", order_for(services, shopper, opened.checkout.session_id))
    assert order is not None
    return begun.id


async def _visit(store: Store, timing: Timing) -> None:
    """Each kind of work once."""
    ledger, events = store.services.ledger, store.services.events
    await _buy(store, f"shopper {secrets.token_hex(8)}", secrets.token_hex(4), timing)
    await timing.of("the orders of a shopper", ledger.orders("collector", AT_ONCE + 1))
    await timing.of("what is on its way to one", ledger.under_way("collector"))
    await timing.of("what is known of one", ledger.history("collector", CODE))
    await timing.of("the memberships of one", store.services.memberships.of("collector"))
    await timing.of("a round of the reconciler", reconcile(store.services, now() - timedelta(days=1000)))
    await timing.of("payments that nobody reported", ledger.unsettled(now() - timedelta(minutes=1)))
    await timing.of("forgotten carts", ledger.forgotten(now() - COOKIE_LIFE))
    await timing.of("events to be handled", events.unhandled())
    before = next(store.sweeps)
    assert await timing.of("sweeping of carts", ledger.throw_away(before)) == LEFT_OVER
    assert await timing.of("sweeping of events", events.throw_away(before)) == LEFT_OVER


def main() -> None:
    options = _options()
    for kind in options.kinds:
        begun = time.monotonic()
        grown = measured(kind, options.orders, options.rounds)
        print(f"\n{kind}, {grown.size_text}, {time.monotonic() - begun:.0f} s in all\n")
        print(f"| what | among {FEW} | among {options.orders:,} | times |\n|---|--:|--:|--:|")
        for name, ratio in sorted(grown.ratios.items(), key=lambda item: -item[1]):
            print(f"| {name} | {grown.few[name]:.2f} ms | {grown.many[name]:.2f} ms | {ratio:.2f} |", file=sys.stdout)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinds", nargs="*", default=KINDS, metavar="|".join(KINDS))
    parser.add_argument("--orders", type=int, default=Runs().orders, help="how many there are in the larger database")
    parser.add_argument("--rounds", type=int, default=Runs().rounds, help="how often each kind of work is measured")
    return parser.parse_args()


if __name__ == "__main__":
    main()
