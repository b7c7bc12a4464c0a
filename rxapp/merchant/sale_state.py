"""One order behind the counter, and the refund of it."""

from typing import Any

import reflex as rx

from rxapp.checkout import giving_back
from rxapp.checkout.giving_back import Reason, new_refund_id
from rxapp.checkout.services import services
from rxapp.merchant import order_words, writing
from rxapp.merchant.access import AccessState, merchant_only
from rxapp.merchant.views import RefundView, StepView
from rxapp.orders.records import Order
from rxapp.orders.refund_book import Stage
from rxapp.orders.sales import Sale, Story, key_of
from rxapp.settings import settings
from rxapp.shop.currencies import CURRENCIES
from rxapp.shop.money import TwoReadings, read, typed, written
from rxapp.shop.refusal import NotUnderstood, Refusal
from rxapp.shop.words import say
from rxapp.states import arguments, presenting
from rxapp.states.views import AmountView, OrderLineView

LONGEST_NUMBER = 20


class SaleState(AccessState):
    """The order of the number in the address."""

    loaded: bool = False
    found: bool = False
    number: str = ""
    placed: str = ""
    standing: str = ""
    tone: str = ""
    flag: str = ""
    email: str = ""
    destination: str = ""
    payment: str = ""
    at_stripe: str = ""
    lines: list[OrderLineView] = []
    subtotal: str = ""
    discount: str = ""
    deductions: list[AmountView] = []
    shipping_name: str = ""
    shipping_amount: str = ""
    taxes: list[AmountView] = []
    taxes_included: list[AmountView] = []
    total: str = ""
    refunds: list[RefundView] = []
    history: list[StepView] = []

    left: str = ""  # what may still be given back, as it is written; empty where nothing may
    left_typed: str = ""  # the same as somebody would type it
    asking: str = ""  # the question before money is given back
    busy: bool = False
    problem: str = ""
    said: str = ""  # what came of the latest refund

    _refund_id: str = ""
    _refunded: int = 0
    _wanted: int = 0
    _reason: str = ""

    @rx.event
    @merchant_only
    async def load(self):
        """The page opens."""
        self._forget()
        await self._show()

    @rx.event
    @merchant_only
    async def look_again(self):
        """What has become of it meanwhile."""
        if not self.busy:
            await self._show()

    @rx.event
    @merchant_only
    async def ask(self, form: dict[str, Any]):
        """Reads how much is to be given back and why, and asks once before that is done."""
        self.problem = self.said = self.asking = ""
        try:
            order = await self._order()
            self._wanted = _amount(arguments.text(form.get("amount") if isinstance(form, dict) else None), order)
            self._reason = arguments.one_of(REASONS, form.get("reason"))
            self._refunded = order.refunded
        except Refusal as refusal:
            self.problem = refusal.message
            return
        amount = written(self._wanted, order.currency)
        self.asking = f"Give {amount} of {written(order.paid, order.currency)} back to the customer?"

    @rx.event
    @merchant_only
    async def keep(self):
        """Nothing is given back."""
        self.asking = ""

    @rx.event(background=True)
    @merchant_only
    async def refund(self):
        """Gives back what was asked about: once, however often it is pressed."""
        async with self:
            if self.busy or not self.asking:
                return
            self.busy, self.problem = True, ""
            asked = self._refund_id, self.number, self._wanted, Reason(self._reason), self._refunded
        said = problem = ""
        try:
            done = await giving_back.refund(services(), *asked)
            said = order_words.outcome(done)
            again = done.status == Stage.ASKED
        except Refusal as refusal:
            problem, again = refusal.message, False
        finally:
            async with self:
                self.busy, self.asking = False, ""
        async with self:
            if not again:
                self._refund_id = new_refund_id()
            self.said, self.problem = said, problem
            await self._show()

    def _forget(self) -> None:
        self.reset()
        self._refund_id = new_refund_id()

    async def _order(self) -> Order:
        story = await services().sales.story(self.number)
        if story is None:
            raise NotUnderstood
        return story.order

    async def _show(self) -> None:
        number = str(self.router.url.query_parameters.get("number", ""))[:LONGEST_NUMBER]
        story = await services().sales.story(number)
        self.loaded, self.found = True, story is not None
        if story:
            self._show_order(story)

    def _show_order(self, story: Story) -> None:
        order, quote = story.order, story.order.quote
        row = writing.sale(Sale(key_of(order), order=order))
        self.number, self.placed, self.standing, self.tone = order.number, row.when, row.standing, row.tone
        self.flag, self.email = order.flag or "", order.email or ""
        self.destination = order.destination.written if order.destination else ""
        self.payment, self.at_stripe = order.payment_intent_id or "", order_words.at_stripe(order, settings)
        self.lines, self.deductions = presenting.order_lines(quote), presenting.deductions(quote)
        self.subtotal, self.discount = written(order.subtotal, order.currency), presenting.discount(quote)
        self.shipping_name = quote.shipping.name
        self.shipping_amount = written(order.shipping, order.currency)
        self.taxes, self.taxes_included = presenting.taxes(quote), presenting.taxes_included(quote)
        self.total = written(order.paid, order.currency)
        self.refunds = [order_words.refund(one) for one in story.refunds]
        self.history = order_words.history(story)
        left = order.paid - order.refunded if order.payment_intent_id else 0
        self.left = written(left, order.currency) if left else ""
        self.left_typed = typed(left, order.currency) if left else ""


REASONS = {one: one for one in Reason}


def _amount(text: str, order: Order) -> int:
    """How much somebody means who typed this.

    Raises:
        Refusal: It isn't an amount that can be given back, or may be another one.
    """
    left = order.paid - order.refunded
    try:
        amount = read(text, order.currency)
    except TwoReadings as readings:
        meant = written(readings.meant, order.currency)
        raise Refusal("refund", say("refusals.two_readings", typed=text.strip(), meant=meant)) from None
    except ValueError:
        example = typed(left, order.currency)
        raise Refusal("refund", say("refusals.not_an_amount", example=example)) from None
    if not 0 < amount <= left or amount % CURRENCIES[order.currency].step:
        raise Refusal("refund", f"Please type an amount up to {written(left, order.currency)}, which is what is left.")
    return amount
