"""Two shoppers with two tabs each at one store and its Stripe: what they do, what they were told, what must hold."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from rxapp.checkout.changing import change
from rxapp.checkout.opening import open_session
from rxapp.checkout.placing import place
from rxapp.checkout.reconciling import reconcile
from rxapp.checkout.settling import order_for, release
from rxapp.checkout.switching import choose_flow
from rxapp.checkout.syncing import SessionEnded, change_ahead, sync
from rxapp.checkout.webhook_events import FLOWS, report
from rxapp.orders.models import now
from rxapp.orders.records import SHUT, Checkout, Flow, Status
from rxapp.payments.failures import StripeFailure
from rxapp.shop.cart import Cart
from rxapp.shop.catalog import CATALOG
from rxapp.shop.changes import AddProduct, ChooseShipping, SetAddOn, SetQuantity
from rxapp.shop.pricing import Quote
from rxapp.shop.refusal import Refusal
from rxapp.shop.stock import pieces
from tests.faults.local_store import ORIGIN, LocalStore

TEA, KETTLE = "yame-sencha", "gooseneck-kettle"
DAY = 86_400
PLENTY = 1_000_000
MOVE = "a move of the model"
Move = tuple[int, int, str, int]
AUDIT = (
    "SELECT checkout_id, at, became FROM (SELECT checkout_id, at, after AS became FROM moves"
    " UNION ALL SELECT checkout_id, at, NULL FROM revisions) JOIN checkouts ON checkouts.id = checkout_id"
)
ENDED = (Status.PAID, Status.FLAGGED)
METHODS = (
    "pm_card_chargeDeclined",
    "pm_card_authenticationRequired",
    "pm_card_visa",
    "pm_card_visa",
    "pm_usBankAccount_success",
    "pm_usBankAccount_noAccount",
)
DEBIT_DAYS = 4


@dataclass
class Tab:
    """What a page holds: the last it was told."""

    shopper: str
    checkout: Checkout | None = None
    secret: str = ""
    placing: int | None = None


@dataclass
class Model:
    """One run, with an account of its own at Stripe."""

    shop: LocalStore
    tabs: list[Tab] = field(init=False)
    told: dict[tuple[str, int], Cart] = field(default_factory=dict)
    questions: list[str] = field(default_factory=list)  # of banks, not answered yet

    def __post_init__(self) -> None:
        name = uuid4().hex[:12]
        self.shop.services.ledger.counted = dict.fromkeys(CATALOG.by_slug, PLENTY)
        self.tabs = [Tab(f"{shopper}-{name}") for shopper in ("anna", "ben") for _ in range(2)]

    async def play(self, tab: int, action: str, choice: int) -> None:
        """One thing that happens. A refusal, or a Stripe that doesn't answer, is no surprise; anything else is."""
        with suppress(Refusal, StripeFailure):
            await getattr(self, action)(self.tabs[tab], choice)

    async def play_at_once(self, moves: list[Move]) -> None:
        """All of it before any of it has ended; each begins after so many transactions of the others."""
        tasks = [asyncio.create_task(self._play_late(*move), name=MOVE) for move in moves]
        await asyncio.sleep(0)
        busy = set(tasks)
        while busy:
            if self.shop.database.waiting == len(busy):
                self.shop.database.let_all_in()
            _, busy = await asyncio.wait(busy, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.result()

    async def _play_late(self, turns: int, tab: int, action: str, choice: int) -> None:
        await self.shop.database.after(turns)
        await self.play(tab, action, choice)

    # What shoppers do.

    async def change(self, tab: Tab, choice: int) -> None:
        store, at = self.shop.services, (tab.shopper, tab.checkout.id if tab.checkout else "none")
        match choice % 6:
            case 0:
                changed = change(store, tab.shopper, None, AddProduct(slug=TEA))
            case 1:
                changed = change_ahead(store, *at, SetAddOn(key="gift_wrap", on=True))
            case 2:
                changed = change_ahead(store, *at, SetAddOn(key="gift_wrap", on=False))
            case 3:
                changed = change_ahead(store, *at, ChooseShipping(key="express"))
            case 4:
                changed = change_ahead(store, *at, SetQuantity(slug=TEA, quantity=1 + choice % 3))
            case _:
                changed = change(store, tab.shopper, None, AddProduct(slug=KETTLE))
        self._show(tab, await changed)

    async def open(self, tab: Tab, _choice: int) -> None:
        checkout = await self.shop.services.ledger.unfinished(tab.shopper)
        checkout = checkout or await change(self.shop.services, tab.shopper, None, AddProduct(slug=TEA))
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
        placed = await place(self.shop.services, tab.shopper, seen.id, seen.revision, seen.quote.total)
        assert (placed.revision, placed.quote) == (seen.revision, seen.quote), "a payment begins that nobody has seen"
        tab.placing = placed.quote.total

    async def confirm(self, tab: Tab, choice: int) -> None:
        """Pay is pressed; the bank behind one of the cards has a question, to be answered later or never.

        From a bank account the money comes some days later, or doesn't.
        """
        if tab.placing is None:
            return
        answer = await self.shop.confirmation(tab.secret, tab.placing, METHODS[choice % len(METHODS)])
        if not answer:
            await self.let_go(tab, choice)
        elif answer["next_action"]:
            self.questions.append(answer["next_action"]["url"].rpartition("/")[2])

    async def answer_the_bank(self, _tab: Tab, choice: int) -> None:
        """Says yes or no to a bank, perhaps long after the payment that it asked about was given up."""
        if self.questions:
            question = self.questions.pop(choice % len(self.questions))
            await self.shop.answer_the_bank(question, "fail" if choice % 3 == 0 else "complete")

    async def switch(self, tab: Tab, _choice: int) -> None:
        """The other way to pay."""
        if tab.checkout:
            other = Flow.PAYMENT_INTENT if tab.checkout.flow == Flow.CHECKOUT_SESSION else Flow.CHECKOUT_SESSION
            self._show(tab, await choose_flow(self.shop.services, tab.checkout.id, other))

    async def let_go(self, tab: Tab, _choice: int) -> None:
        if tab.placing is not None and tab.checkout:
            self._show(tab, await release(self.shop.services, tab.checkout.id, patience=timedelta(0)))
            tab.placing = None

    async def return_page(self, tab: Tab, _choice: int) -> None:
        if tab.secret:
            await order_for(self.shop.services, tab.shopper, tab.secret.split("_secret_")[0])

    # What else happens.

    async def webhook(self, _tab: Tab, choice: int) -> None:
        """Any event, in any order, any number of times."""
        if events := await self.shop.events():
            await report(self.shop.services, events[choice % len(events)])

    async def later(self, _tab: Tab, choice: int) -> None:
        await reconcile(self.shop.services, at=now() + timedelta(minutes=3 if choice % 2 else 10))

    async def tomorrow(self, _tab: Tab, _choice: int) -> None:
        await self.shop.control("clock", {"seconds": DAY + 1})

    async def days_later(self, _tab: Tab, _choice: int) -> None:
        await self.shop.control("clock", {"seconds": DEBIT_DAYS * DAY})

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
        while self.questions:
            await self.answer_the_bank(self.tabs[0], len(self.questions))
        await self._report_everything()
        await self._every_piece_is_accounted_for()
        await self.days_later(self.tabs[0], 0)
        await self._report_everything()
        waiting = [one for one in await self._kept("SELECT * FROM checkouts") if one["status"] == Status.ON_ITS_WAY]
        assert waiting == [], "money that has come, or never will, is still waited for"
        await self._everything_told_is_kept()
        await self._every_piece_is_accounted_for()
        for tab in self.tabs[::2]:
            if tab.checkout:
                await self._pay_what_is_left(tab)
        await self._report_everything()
        await self._books_and_stripe_agree()
        await self._nothing_changed_under_a_payment()
        await self._every_piece_is_accounted_for()
        assert self.shop.wire.most_writes <= 1, "two writes of one session at once"

    async def _report_everything(self) -> None:
        for event in await self.shop.events():
            if event.type in FLOWS:
                await report(self.shop.services, event)
        await reconcile(self.shop.services, at=now() + timedelta(minutes=10))

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
            with suppress(Refusal):  # of a write that an earlier change began
                await self.sync(tab, 0)
            await self.sync(tab, 0)
        cart, total = tab.checkout.cart, tab.checkout.quote.total
        assert tab.checkout.in_step, "Stripe can't be brought to the cart any more"
        await self.place(tab, 0)
        assert await self.shop.confirm(tab.secret, total), "Stripe has another total than the page"
        order = await order_for(self.shop.services, tab.shopper, tab.secret.split("_secret_")[0])
        assert order and (order.total, order.paid, order.flag) == (total, total, None)
        assert (await self.shop.services.ledger.checkout(tab.checkout.id)).cart == cart

    async def _books_and_stripe_agree(self) -> None:
        """One right order for each payment, and none without one."""
        orders = await self._kept("SELECT * FROM orders")
        paid = await self.shop.payments()
        assert {order["session_id"] for order in orders} == set(paid), "an order without payment, or a payment without"
        for order in orders:
            payment = paid[order["session_id"]]
            assert (order["paid"], order["currency"]) == (payment.amount, payment.currency)
            assert order["payment_intent_id"] == payment.payment_intent_id
            assert Quote.model_validate_json(order["quote"]).total == order["total"] == order["paid"]
            await self._flagged_only_if_released(order)
        ended = [checkout for checkout in await self._kept("SELECT * FROM checkouts") if checkout["status"] in ENDED]
        assert len(ended) == len(orders)
        assert await self.shop.services.events.unhandled() == []

    async def _nothing_changed_under_a_payment(self) -> None:
        """By the audit: no revision from the moment a payment begins until it ends, and none after the end."""
        status: dict[str, str] = {}
        for line in sorted(await self._kept(AUDIT), key=lambda line: (line["checkout_id"], line["at"])):
            if line["became"]:
                status[line["checkout_id"]] = line["became"]
            else:
                assert status.get(line["checkout_id"], Status.OPEN) == Status.OPEN, "a change under a payment"

    async def _every_piece_is_accounted_for(self) -> None:
        """What is paid is sold, what is being paid is held, and nothing else of any product."""
        orders = {order["checkout_id"]: order for order in await self._kept("SELECT * FROM orders")}
        expected: set[tuple[str, str, int, bool]] = set()
        for checkout in await self._kept("SELECT * FROM checkouts"):
            order = orders.get(checkout["id"])
            if order or checkout["status"] in SHUT:
                lines = Quote.model_validate_json((order or checkout)["quote"]).lines
                expected |= {(checkout["id"], slug, many, bool(order)) for slug, many in pieces(lines).items()}
        held = await self._kept("SELECT holds.* FROM holds JOIN checkouts ON checkouts.id = holds.checkout_id")
        found = {(one["checkout_id"], one["product"], one["quantity"], bool(one["sold"])) for one in held}
        assert found == expected, "a piece is held or sold for nothing, or isn't"
        wrong = (
            "SELECT * FROM stock WHERE (held, sold) <> (SELECT"
            + ", ".join(f" coalesce(sum(quantity) FILTER (WHERE holds.sold = {sold}), 0)" for sold in ("false", "true"))
            + " FROM holds WHERE holds.product = stock.product)"
        )
        assert await self.shop.query(wrong) == [], "a count isn't what its holds come to"

    async def _kept(self, query: str) -> list[dict[str, Any]]:
        """What the database has of the two shoppers."""
        anna, ben = (tab.shopper for tab in self.tabs[::2])
        return await self.shop.query(f"{query} WHERE shopper IN (:anna, :ben)", anna=anna, ben=ben)

    async def _flagged_only_if_released(self, order: dict[str, Any]) -> None:
        """Only a payment that outlived our patience may meet a cart that was changed meanwhile; a person sees to it."""
        if order["flag"]:
            before = "before IN ('placing', 'on_its_way')"
            released = f"SELECT id FROM moves WHERE checkout_id = :id AND {before} AND after = 'open'"
            assert await self.shop.query(released, id=order["checkout_id"]), order["flag"]
            assert "changed to" in order["flag"] and "paid again" not in order["flag"]
