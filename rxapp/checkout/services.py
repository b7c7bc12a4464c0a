"""What the use cases work with: the ledger, Stripe, the catalogue. Made once per process, in the lifespan."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from weakref import WeakValueDictionary

from rxapp.checkout.opened_ahead import OpenedAhead
from rxapp.checkout.writes_ahead import WritesAhead
from rxapp.counts import counts
from rxapp.orders.attention import Attention
from rxapp.orders.database import Database
from rxapp.orders.events import Events
from rxapp.orders.known_customers import KnownCustomers
from rxapp.orders.leases import Leases
from rxapp.orders.ledger import Ledger
from rxapp.orders.memberships import Memberships
from rxapp.orders.numbers import Numbers
from rxapp.orders.records import Flow
from rxapp.orders.refund_book import RefundBook
from rxapp.orders.returns import Returns
from rxapp.orders.sales import Sales
from rxapp.payments.client import build_client, pace
from rxapp.payments.customers import Customers
from rxapp.payments.flow import PaymentFlow
from rxapp.payments.http import HttpClient
from rxapp.payments.intents import Intents
from rxapp.payments.local_stripe import LocalStripe
from rxapp.payments.refunds import Refunds
from rxapp.payments.sessions import Sessions
from rxapp.payments.subscriptions import Subscriptions
from rxapp.settings import settings
from rxapp.shop.cart import Cart
from rxapp.shop.catalog import CATALOG, Catalog
from rxapp.shop.change import Known
from rxapp.shop.pricing import Quote, quote

FINISHING_SECONDS = 15.0  # a little more than a write may take


@dataclass(frozen=True)
class Services:
    """Everything a use case needs."""

    ledger: Ledger
    events: Events
    leases: Leases
    known_customers: KnownCustomers
    memberships: Memberships
    returns: Returns
    sales: Sales
    refund_book: RefundBook
    attention: Attention
    numbers: Numbers
    customers: Customers
    sessions: Sessions
    intents: Intents
    refunds: Refunds
    subscriptions: Subscriptions
    local_stripe: LocalStripe | None = None  # where it is the one that the store is paid by
    catalog: Catalog = CATALOG
    ahead: WritesAhead = field(default_factory=WritesAhead)
    opened_ahead: OpenedAhead = field(default_factory=OpenedAhead)
    _writers: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary[str, asyncio.Lock])

    def payments(self, flow: Flow) -> PaymentFlow:
        """The calls of one way to be paid."""
        return {Flow.CHECKOUT_SESSION: self.sessions, Flow.PAYMENT_INTENT: self.intents}[flow]

    @property
    def known(self) -> Known:
        """What a change may look at, before the ledger adds what is past."""
        return Known(self.catalog, test_store=settings.mode != "live")

    async def finish_writes(self, seconds: float) -> None:
        """Lets writes that are under way end, as long as that takes; whatever doesn't is left to the other workers."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.ahead.finish()
                for writer in list(self._writers.values()):
                    async with writer:
                        pass

    def price(self, cart: Cart) -> Quote:
        return quote(cart, self.catalog)

    def writer(self, checkout_id: str) -> asyncio.Lock:
        """Lets one write of a checkout's session wait for another within this process, without asking the database."""
        return self._writers.setdefault(checkout_id, asyncio.Lock())


def first_cart() -> Cart:
    """What new checkouts of goods or a plan begin with: in a test store an address, so that there is less to type."""
    return Cart(destination=None if settings.mode == "live" else CATALOG.demo_address)


_current: Services | None = None


def services() -> Services:
    """The running store's services.

    Raises:
        RuntimeError: The store isn't running.
    """
    if _current is None:
        raise RuntimeError("the store is not running: open its services first")
    return _current


@asynccontextmanager
async def open_services(
    database_url: str,
    secret_key: str,
    api_base: str | None,
    *,
    flow: Flow = Flow.CHECKOUT_SESSION,
    beside_the_store: bool = False,
) -> AsyncGenerator[Services, None]:
    """Makes the services for as long as the store runs, on a database that is up to date.

    Args:
        flow: How new checkouts are paid.
        beside_the_store: The store itself may be running in another process, so its rights are left alone.
    """
    global _current
    database = Database(database_url)
    ledger = Ledger(database, flow, first_cart(), CATALOG.stock, CATALOG.uses)
    if database.one_process and not beside_the_store:
        await ledger.end_leases()
    http = HttpClient(api_base)
    client = build_client(secret_key, api_base, http)
    pace.keep_under(settings.stripe_rate, counts(settings))
    store = _current = Services(
        ledger=ledger,
        events=Events(database),
        leases=Leases(database),
        known_customers=KnownCustomers(database),
        memberships=Memberships(database),
        returns=Returns(database),
        sales=Sales(database),
        refund_book=RefundBook(database),
        attention=Attention(database, CATALOG.stock),
        numbers=Numbers(database),
        customers=Customers(client),
        sessions=Sessions(client),
        intents=Intents(client),
        refunds=Refunds(client),
        subscriptions=Subscriptions(client),
        local_stripe=LocalStripe(secret_key, api_base) if settings.mode == "local" and api_base else None,
    )
    try:
        yield store
    finally:
        await store.finish_writes(FINISHING_SECONDS)
        _current = None
        await http.close_async()
        await database.close()
