"""Two shoppers with two tabs each at one store and its Stripe: what they do, what they were told, what must hold."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from rxapp.checkout import changing
from rxapp.checkout.opening import open_session
from rxapp.checkout.placing import place
from rxapp.checkout.reconciling import reconcile
from rxapp.checkout.reporting import report
from rxapp.checkout.settling import order_for, release
from rxapp.checkout.syncing import SessionEnded, sync
from rxapp.orders.models import now
from rxapp.orders.records import Checkout, Status
from rxapp.payments.failures import StripeFailure
from rxapp.shop.cart import Cart
from rxapp.shop.pricing import Quote
from rxapp.shop.refusal import Refusal
from tests.faults.local_store import ORIGIN, LocalStore

TEA, KETTLE = "yame-sencha", "gooseneck-kettle"
DAY = 86_400


@dataclass
class Tab:
    """What a page holds: the last it was told."""

    shopper: str
    checkout: Checkout | None = None
    secret: str = ""
    placing: int | None = None


@dataclass
class Game:
    """One run, with an account of its own at Stripe."""

    shop: LocalStore
    tabs: list[Tab] = field(init=False)
    told: dict[tuple[str, int], Cart] = field(default_factory=dict)

    def __post_init__(self) -> None:
        name = uuid4().hex[:12]
        self.tabs = [Tab(f"{shopper}-{name}") for shopper in ("anna", "ben") for _ in range(2)]

    async def play(self, tab: int, action: str, choice: int) -> None:
        """One thing that happens. A refusal, or a Stripe that doesn't answer, is no surprise; anything else is."""
        with suppress(Refusal, StripeFailure):
            await getattr(self, action)(self.tabs[tab], choice)

    async def play_at_once(self, moves: list[tuple[int, str, int]]) -> None:
        await asyncio.gather(*(self.play(*move) for move in moves))

    # What shoppers do.

    async def change(self, tab: Tab, choice: int) -> None:
        store, at = self.shop.services, (tab.shopper, tab.checkout.id if tab.checkout else "none")
        match choice % 6:
            case 0:
                changed = changing.add_product(store, tab.shopper, TEA)
            case 1:
                changed = changing.set_add_on(store, *at, "gift_wrap", True)
            case 2:
                changed = changing.set_add_on(store, *at, "gift_wrap", False)
            case 3:
                changed = changing.choose_shipping(store, *at, "express")
            case 4:
                changed = changing.set_quantity(store, *at, TEA, 1 + choice % 3)
            case _:
                changed = changing.add_product(store, tab.shopper, KETTLE)
        self._show(tab, await changed)

    async def open(self, tab: Tab, _choice: int) -> None:
        checkout = await self.shop.services.ledger.unfinished(tab.shopper)
        checkout = checkout or await changing.add_product(self.shop.services, tab.shopper, TEA)
        self._show(tab, checkout)
        opened = await open_session(self.shop.services, checkout.id, ORIGIN)
        self._show(tab, opened.checkout)
        tab.secret, tab.placing = opened.client_secret, None

    async def sync(self, tab: Tab, choice: int) -> None:
        if not tab.checkout:
            return
        try:
            self._show(tab, await sync(self.shop.services, tab.checkout.id))
        except SessionEnded:
            await self.open(tab, choice)

    async def place(self, tab: Tab, _choice: int) -> None:
        if not tab.checkout or not tab.secret:
            return
        seen = tab.checkout
        placed = await place(self.shop.services, tab.shopper, seen.revision, seen.quote.total)
        tab.placing = placed.quote.total

    async def confirm(self, tab: Tab, choice: int) -> None:
        if tab.placing is None:
            return
        card = "pm_card_chargeDeclined" if choice % 4 == 0 else "pm_card_visa"
        paid = await self.shop.confirm(tab.secret, tab.placing, card)
        if not paid:
            await self.let_go(tab, choice)

    async def let_go(self, tab: Tab, _choice: int) -> None:
        if tab.placing is not None and tab.checkout:
            self._show(tab, await release(self.shop.services, tab.checkout.id))
            tab.placing = None

    async def return_page(self, tab: Tab, _choice: int) -> None:
        if tab.secret:
            await order_for(self.shop.services, tab.shopper, tab.secret.split("_secret_")[0])

    # What else happens.

    async def webhook(self, _tab: Tab, choice: int) -> None:
        """Any event, in any order, any number of times."""
        if events := await self.shop.events():
            await report(self.shop.services, events[choice % len(events)])

    async def later(self, _tab: Tab, _choice: int) -> None:
        await reconcile(self.shop.services, at=now() + timedelta(minutes=3))

    async def tomorrow(self, _tab: Tab, _choice: int) -> None:
        await self.shop.control("clock", {"seconds": DAY + 1})

    async def fault(self, _tab: Tab, choice: int) -> None:
        """The next call that fits has bad luck; with `skip` the one after it."""
        kinds = ("answer_lost", "connection_reset", "server_error", "rate_limit", "lock_timeout")
        method = ("POST", "GET", "*")[choice % 3]
        await self.shop.fault(kinds[choice % 5], method=method, skip=choice % 2, times=1 + choice % 4)

    async def lost_answers(self, _tab: Tab, choice: int) -> None:
        self.shop.wire.answers_to_lose = 1 + choice % 4

    def _show(self, tab: Tab, checkout: Checkout) -> None:
        """Nobody is ever told two things of one revision."""
        known = self.told.setdefault((checkout.id, checkout.revision), checkout.cart)
        assert known == checkout.cart, f"revision {checkout.revision} of {checkout.id} says two things"
        if tab.checkout is None or tab.checkout.id != checkout.id or checkout.revision >= tab.checkout.revision:
            tab.checkout = checkout

    # How it ends: everything works again, and everybody pays who hasn't.

    async def finish(self) -> None:
        """All invariants, after all reports have come and every cart has been paid."""
        self.shop.wire.answers_to_lose = 0
        await self.shop.no_faults()
        await self._report_everything()
        await self._everything_told_is_kept()
        for tab in self.tabs[::2]:
            if tab.checkout:
                await self._pay_what_is_left(tab)
        await self._report_everything()
        await self._books_and_stripe_agree()
        assert self.shop.wire.most_writes <= 1, "two writes of one session at once"

    async def _report_everything(self) -> None:
        for event in await self.shop.events():
            if event.session_id:
                await report(self.shop.services, event)
        await reconcile(self.shop.services, at=now() + timedelta(minutes=3))

    async def _everything_told_is_kept(self) -> None:
        """The last a shopper was told to be accepted is what the cart says, or what was paid before it could be."""
        for tab in self.tabs:
            if tab.checkout:
                checkout = await self.shop.services.ledger.checkout(tab.checkout.id)
                last = max(revision for id, revision in self.told if id == checkout.id)
                assert checkout.revision >= last, "an accepted change was lost"
                assert self.told.get((checkout.id, checkout.revision), checkout.cart) == checkout.cart

    async def _pay_what_is_left(self, tab: Tab) -> None:
        await self.open(tab, 0)
        if not tab.checkout or tab.checkout.status != Status.OPEN:
            return
        if not tab.checkout.in_step:
            await self.sync(tab, 0)
        cart, total = tab.checkout.cart, tab.checkout.quote.total
        assert tab.checkout.in_step, "Stripe can't be brought to the cart any more"
        await self.place(tab, 0)
        assert await self.shop.confirm(tab.secret, total), "Stripe has another total than the page"
        order = await order_for(self.shop.services, tab.shopper, tab.secret.split("_secret_")[0])
        assert order and (order.total, order.paid, order.flag) == (total, total, None)
        assert (await self.shop.services.ledger.checkout(tab.checkout.id)).cart == cart

    async def _books_and_stripe_agree(self) -> None:
        """One right order for each paid session, and none without one."""
        shoppers = {f"shopper{number}": tab.shopper for number, tab in enumerate(self.tabs[::2])}
        ours = f"shopper IN ({', '.join(f':{name}' for name in shoppers)})"
        orders = await self.shop.query(f"SELECT * FROM orders WHERE {ours}", **shoppers)
        sessions = (await self.shop.stripe.v1.checkout.sessions.list_async({"limit": 100})).data
        paid = {session.id: session for session in sessions if session.payment_status == "paid"}
        assert {order["session_id"] for order in orders} == set(paid), (
            "an order without payment, or the other way round"
        )
        for order in orders:
            session = paid[order["session_id"]]
            assert (order["paid"], order["currency"]) == (session.amount_total, session.currency)
            assert order["payment_intent_id"] == session.payment_intent
            assert Quote.model_validate_json(order["quote"]).total == order["total"] == order["paid"]
            await self._flagged_only_if_released(order)
        ended = f"SELECT id FROM checkouts WHERE {ours} AND status IN ('paid', 'flagged')"
        assert len(await self.shop.query(ended, **shoppers)) == len(orders)
        assert await self.shop.services.events.unhandled() == []

    async def _flagged_only_if_released(self, order: dict[str, Any]) -> None:
        """Only a payment that outlived our patience may meet a cart that was changed meanwhile; a person sees to it."""
        if order["flag"]:
            released = "SELECT id FROM moves WHERE checkout_id = :id AND before = 'placing' AND after = 'open'"
            assert await self.shop.query(released, id=order["checkout_id"]), order["flag"]
            assert "changed to" in order["flag"] and "paid again" not in order["flag"]
