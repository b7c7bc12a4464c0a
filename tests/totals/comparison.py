"""Compares what is shown, what Stripe has and what is ordered, for every generated cart.

There are nine ways to be paid: two discount modes and Payment Intents, in currencies of two, no and three decimals.
Each cart is compared in each of them, on one payment that is updated from cart to cart; and each is bought in one:
opened, shut, paid, ordered.
"""

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TypeVar
from unittest.mock import patch

import pytest
from reflex.state import State

from rxapp.checkout import services as running
from rxapp.checkout.changing import change
from rxapp.checkout.opening import open_session
from rxapp.checkout.placing import place
from rxapp.checkout.services import Services
from rxapp.checkout.settling import settle_session
from rxapp.checkout.stripe_refusals import TOO_SMALL
from rxapp.orders import rows
from rxapp.orders.ledger import Ledger
from rxapp.orders.records import Checkout, Flow, Order
from rxapp.payments.client import API_VERSION
from rxapp.payments.failures import StripeRefused
from rxapp.payments.sessions import Sessions
from rxapp.payments.values import Payment, Terms
from rxapp.shop.cart import Cart
from rxapp.shop.catalog import Catalog
from rxapp.shop.changes import EndOffers
from rxapp.shop.currencies import CURRENCIES
from rxapp.shop.pricing import Quote
from rxapp.shop.refusal import Refusal
from rxapp.states.checkout import CheckoutState
from rxapp.states.order import OrderState
from rxapp.states.views import AmountView, LineView, OrderLineView
from tests.carts import Put
from tests.faults.local_store import ORIGIN, LocalStore
from tests.thoroughness import many
from tests.totals.generated import generated
from tests.unit.shop.addresses import HAWAII

CARTS = many(1000)
Page = TypeVar("Page", bound=State)

WAYS = [(currency, mode) for currency in ("usd", "jpy", "kwd") for mode in ("discounts", "folded", "intent")]


async def agree_for_every_cart(shop: LocalStore, currency: str, mode: str) -> None:
    """Takes all carts through one way to be paid; every ninth is bought in it, so that each is bought in one."""
    books, turn = Books(shop, mode), WAYS.index((currency, mode))
    for number, (catalog, cart) in enumerate(generated(currency, CARTS)):
        store = books.store(catalog)
        with patch.object(running, "_current", store):  # where the pages look
            try:
                await books.compare(store, cart, number)
                if number % len(WAYS) == turn:
                    await books.buy(store, cart, f"shopper-{number}")
            except AssertionError as difference:
                difference.add_note(f"cart {number} of generated({currency!r}, {CARTS}): {cart!r}")
                raise
    print(f"{currency}, {mode}:", ", ".join(f"{count:,} {what}" for what, count in books.counts.items()))
    assert books.counts["carts"] == CARTS
    assert books.counts["agree at Stripe"] + books.counts["too small to be charged"] == CARTS
    assert books.counts["agree at Stripe"] > CARTS * 0.9
    assert books.counts["orders"] > CARTS // len(WAYS) * 0.8


def minor(text: str) -> int:
    """The minor units in an amount as the page has it; every digit is written in each currency."""
    digits = int(re.sub(r"\D", "", text) or 0)  # "Free" has none
    return -digits if text.startswith("\N{MINUS SIGN}") else digits


def parts_of(amounts: list[AmountView] | list[LineView] | list[OrderLineView]) -> int:
    return sum(minor(one.amount) for one in amounts)


@dataclass
class Books:
    """One way to be paid, and a payment that follows all carts."""

    shop: LocalStore
    mode: str
    counts: Counter[str] = field(default_factory=Counter)
    payment: Payment | None = None

    def __post_init__(self) -> None:
        folds = {"preview_version": API_VERSION} if self.mode == "folded" else {}
        self._sessions = Sessions(self.shop.stripe, **folds)
        database = self.shop.database
        self._ledger = Ledger(database, self.flow)

    @property
    def flow(self) -> Flow:
        return Flow.PAYMENT_INTENT if self.mode == "intent" else Flow.CHECKOUT_SESSION

    def store(self, catalog: Catalog) -> Services:
        return replace(self.shop.services, catalog=catalog, sessions=self._sessions, ledger=self._ledger)

    async def compare(self, store: Services, cart: Cart, number: int) -> None:
        """The page's texts and the payment, which is brought to this cart, say the quote."""
        asked = store.price(cart)
        self.counts["carts"] += 1
        assert await self._shown(cart, asked, number) == asked.total
        if not self._can_be_charged(asked):
            with pytest.raises(StripeRefused) as refused:
                await self._bring(store, asked, number)
            assert refused.value.code == "amount_too_small"
            self.counts["too small to be charged"] += 1
            return
        self.payment = await self._bring(store, asked, number)
        assert (self.payment.amount, self.payment.currency) == (asked.total, store.catalog.currency)
        self.counts["agree at Stripe"] += 1

    async def _shown(self, cart: Cart, asked: Quote, number: int) -> int:
        """The total on the checkout page, whose parts add up."""
        page = page_of(CheckoutState)
        revised = {"cart": cart, "quote": asked, "revision": number, "synced_revision": number}
        seen = Checkout.of(rows.new_checkout("shopper", cart, asked, self.flow, "")).model_copy(update=revised)
        await page._show(seen)  # pyright: ignore[reportPrivateUsage]
        discount = minor(page.discount) if page.discount else 0
        assert parts_of(page.lines) + parts_of(page.added) == minor(page.subtotal)
        assert parts_of(page.deductions) == discount
        parts = minor(page.subtotal) + discount + minor(page.shipping_amount) + parts_of(page.taxes)
        assert parts == minor(page.total) == page.amount
        return minor(page.total)

    def _can_be_charged(self, asked: Quote) -> bool:
        """A session may be over nothing; an intent may not."""
        least = CURRENCIES[asked.currency].smallest_charge
        return asked.total >= least or (not asked.total and self.flow == Flow.CHECKOUT_SESSION)

    async def _bring(self, store: Services, asked: Quote, number: int) -> Payment:
        payments, terms = store.payments(self.flow), Terms("co_compared", number, asked)
        if self.payment is None:
            return await payments.create(terms, f"{ORIGIN}/complete", f"compared:{number}")
        return await payments.update(self.payment.id, terms, self.payment.items, f"compared:{number}")

    async def buy(self, store: Services, cart: Cart, shopper: str) -> None:
        """Opens, pays and orders a cart: every amount on the way is the quote's."""
        sent = cart.model_copy(update={"destination": cart.destination or HAWAII})
        put_in = await store.ledger.change(shopper, None, Put(cart=sent), store.known)
        checkout = await change(store, shopper, put_in.id, EndOffers())
        total = checkout.quote.total
        try:
            opened = await open_session(store, checkout.id, ORIGIN)
        except Refusal as refusal:
            assert refusal.message == TOO_SMALL and not self._can_be_charged(checkout.quote)
            return
        placed = await place(store, shopper, checkout.id, opened.checkout.revision, total)
        assert placed.session_id
        await self._pay(placed.session_id)
        order = await settle_session(store, self.flow, placed.session_id)
        assert order and (order.total, order.paid, order.currency, order.flag) == (
            total,
            total,
            checkout.quote.currency,
            None,
        )
        assert on_the_receipt(order) == total
        await self._nothing_else_was_charged(order)
        self.counts["orders"] += 1

    async def _pay(self, payment_id: str) -> None:
        if self.flow == Flow.PAYMENT_INTENT:
            await self.shop.stripe.v1.payment_intents.confirm_async(payment_id, {"payment_method": "pm_card_visa"})
        else:
            await self.shop.control(f"pay/{payment_id}", {"email": "anna@example.com"})

    async def _nothing_else_was_charged(self, order: Order) -> None:
        if order.payment_intent_id is None:
            assert order.paid == 0
            return
        intent = await self.shop.stripe.v1.payment_intents.retrieve_async(order.payment_intent_id)
        assert (intent.amount, intent.amount_received, intent.currency) == (order.paid, order.paid, order.currency)


def page_of(state: type[Page]) -> Page:
    """A page's state, as a browser's socket would have it."""
    root = State(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]
    return root.get_substate(state.get_full_name().split("."))  # pyright: ignore[reportReturnType]


def on_the_receipt(order: Order) -> int:
    """The total on the order's page, whose parts add up."""
    page = page_of(OrderState)
    page._show(order)  # pyright: ignore[reportPrivateUsage]
    discount = minor(page.discount) if page.discount else 0
    assert parts_of(page.lines) == minor(page.subtotal)
    parts = minor(page.subtotal) + discount + minor(page.shipping_amount) + parts_of(page.taxes)
    assert parts == minor(page.total)
    return minor(page.total)
