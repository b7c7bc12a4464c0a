"""The page after the payment."""

import asyncio
from urllib.parse import urlencode

import reflex as rx

from rxapp.checkout.services import services
from rxapp.checkout.settling import has_failed, order_for, release
from rxapp.orders.records import Checkout, Order, Status
from rxapp.payments.failures import StripeFailure
from rxapp.shop.money import written
from rxapp.shop.pricing import Quote
from rxapp.shop.refusal import Refusal
from rxapp.states import arguments, presenting
from rxapp.states.caller import admit
from rxapp.states.cart import CartState
from rxapp.states.checkout import CheckoutState
from rxapp.states.joining import JoinState
from rxapp.states.views import AmountView, OrderLineView

LOOKS, SECONDS_BETWEEN = 15, 1.0
SECRET = "payment_intent_client_secret"  # noqa: S105 – what it is called, not one itself
UNDER_WAY = frozenset({Status.ON_ITS_WAY, Status.FAILED})


class OrderState(rx.State):
    """An order, for the browser that paid it."""

    loaded: bool = False
    found: bool = False
    waiting: bool = False
    on_its_way: bool = False  # placed and confirmed, and the money is still to come
    failed: bool = False  # the same, and it never came
    paid_here: str = ""  # the order's number, where nothing else may be shown
    number: str = ""
    lines: list[OrderLineView] = []
    deductions: list[AmountView] = []
    subtotal: str = ""
    discount: str = ""
    shipping_amount: str = ""
    shipping_name: str = ""
    taxes: list[AmountView] = []
    taxes_included: list[AmountView] = []
    destination: str = ""
    total: str = ""
    refunded: str = ""  # what was given back, or is on its way
    all_refunded: bool = False
    paid_on: str = ""
    email: str = ""
    plan: str = ""
    trial_ends: str = ""
    follows: str = ""
    due_later: str = ""  # what is due when the trial has ended

    @rx.event
    def load(self):
        """Forgets what another visit showed, and looks for the order in the background."""
        self.reset()
        address = self.router.url.query_parameters
        if SECRET in address:  # a way to pay that led elsewhere brings it back, and addresses are kept and shown
            kept = {name: text for name, text in address.items() if name != SECRET}
            return rx.redirect(f"/complete?{urlencode(kept)}", replace=True)
        return OrderState.look

    @rx.event
    def forget(self):
        """Another page opens: the next order's page must not show this one until it has found its own."""
        if self.loaded:
            self.reset()

    @rx.event(background=True)
    async def look(self):
        """Finds the order of the payment in the address, waiting a little while it is being confirmed.

        Nothing in the address is believed: whose payment it is says the ledger, and what came of it says Stripe.
        """
        async with self:
            address = self.router.url.query_parameters
            session_id = arguments.session_id(address.get("session") or address.get("payment_intent", ""))
            failed = address.get("redirect_status") == "failed"
            try:
                shopper = await admit(self)
            except Refusal:
                shopper = ""
        order = await order_for(services(), shopper, session_id) if shopper and session_id else None
        checkout = None if order else await _ours(shopper, session_id)
        if checkout and checkout.status not in UNDER_WAY:
            if checkout.status == Status.OPEN or await _opens_again(checkout, failed):
                return rx.redirect(f"{presenting.checkout_page(checkout)}?{presenting.UNPAID}=1")
            async with self:
                self.loaded = self.waiting = True
            order = await _wait_for_order(shopper, session_id)
            checkout = None if order else await _ours(shopper, session_id)
        under_way = checkout if checkout and checkout.status in UNDER_WAY else None
        async with self:
            self._show(order)
            if under_way:
                self._show_under_way(under_way)
            self.paid_here = "" if order else await self._paid_here(shopper, session_id)
            if order or under_way:
                await self._forget_the_checkout()
        return CartState.load if order or under_way else None  # what was in the cart is bought

    async def _forget_the_checkout(self) -> None:
        """The next visit of a page with a payment form doesn't show for a moment what is paid by now."""
        for state in (CheckoutState, JoinState):
            (await self.get_state(state)).loaded = False

    async def _paid_here(self, shopper: str, session_id: str) -> str:
        """The number of an order that this very tab has paid, though its browser has let go of the cookie."""
        opened = [(await self.get_state(state)).opened for state in (CheckoutState, JoinState)]
        checkout = await services().ledger.checkout_of_session(session_id) if session_id in opened else None
        another = checkout if checkout and checkout.shopper != shopper else None
        order = await order_for(services(), another.shopper, session_id) if another else None
        return order.number if order else ""

    def _show(self, order: Order | None) -> None:
        self.loaded, self.found = True, order is not None
        if order is None:
            return
        self.waiting = False
        self._show_quote(order.quote)
        self.number = order.number
        self.total = written(order.paid, order.currency)
        self.refunded = written(-order.refunded, order.currency) if order.refunded else ""
        self.all_refunded = bool(order.refunded) and order.refunded == order.paid
        self.paid_on = presenting.full_day(order.created_at)
        self.email = order.email or ""
        self.trial_ends = presenting.full_day(order.trial_ends) if order.trial_ends else ""
        self.plan, self.follows = presenting.plan_name(order.quote), presenting.follows(order.quote)
        self.due_later = presenting.due_later(order.quote)

    def _show_under_way(self, checkout: Checkout) -> None:
        """What is placed, and isn't paid."""
        self.waiting = False
        self.on_its_way, self.failed = checkout.status == Status.ON_ITS_WAY, checkout.status == Status.FAILED
        self._show_quote(checkout.quote)
        assert checkout.placed_at, "it was confirmed"
        self.paid_on = presenting.full_day(checkout.placed_at)

    def _show_quote(self, quote: Quote) -> None:
        currency = quote.currency
        self.lines = presenting.order_lines(quote)
        self.deductions = presenting.deductions(quote)
        self.subtotal = written(quote.subtotal, currency)
        self.discount = presenting.discount(quote)
        self.shipping_amount = written(quote.shipping.amount, currency)
        self.shipping_name = quote.shipping.name
        self.taxes = presenting.taxes(quote)
        self.taxes_included = presenting.taxes_included(quote)
        self.destination = quote.destination.written if quote.destination else ""
        self.total = written(quote.total, currency)


async def _ours(shopper: str, session_id: str) -> Checkout | None:
    checkout = await services().ledger.checkout_of_session(session_id)
    return checkout if checkout and checkout.shopper == shopper else None


async def _opens_again(checkout: Checkout, failed: bool) -> bool:
    """Whether the payment failed, as the address says, or Stripe itself; only Stripe's word opens the cart."""
    try:
        if not failed and not await has_failed(services(), checkout):
            return False
        return (await release(services(), checkout.id)).status == Status.OPEN
    except (StripeFailure, Refusal):
        return False


async def _wait_for_order(shopper: str, session_id: str) -> Order | None:
    for _ in range(LOOKS):
        await asyncio.sleep(SECONDS_BETWEEN)
        if order := await order_for(services(), shopper, session_id):
            return order
        if (checkout := await _ours(shopper, session_id)) and checkout.status in UNDER_WAY:
            return None
    return None
