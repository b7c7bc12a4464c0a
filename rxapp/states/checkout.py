"""The checkout page: each control is one short handler; speaking with Stripe happens in the background."""

from contextlib import suppress
from typing import Any

import reflex as rx

from rxapp.checkout.changing import change, why_off
from rxapp.checkout.services import services
from rxapp.checkout.switching import choose_flow
from rxapp.orders.records import Checkout, Status
from rxapp.shop.change import Change
from rxapp.shop.changes import (
    AddProduct,
    ApplyCode,
    ChooseShipping,
    EndOffers,
    RemoveCode,
    RemoveProduct,
    SetAddOn,
    SetDonation,
    SetQuantity,
    SignIn,
    SwapSize,
    TakeWhatIsLeft,
)
from rxapp.shop.money import written
from rxapp.shop.presents import missing_for
from rxapp.shop.refusal import BeingPaid, Finished, NoCookies, Refusal
from rxapp.shop.words import say, sentences
from rxapp.states import arguments, presenting
from rxapp.states.caller import admit, shopper_of
from rxapp.states.cart import CartState
from rxapp.states.shop import ShopState
from rxapp.states.trying import TryingState
from rxapp.states.views import AddOnView, AmountView, LineView, OptionView, SuggestionView


class CheckoutState(TryingState, rx.State):
    """The checkout as this tab last read it from the database."""

    lines: list[LineView] = []
    present: str = ""  # what comes along at no cost
    present_note: str = ""  # what more would bring it along
    add_ons: list[AddOnView] = []
    added: list[AmountView] = []
    shipping: list[OptionView] = []
    shipping_note: str = ""  # why another way is taken than the chosen one
    code: str = ""
    code_left: int = 0  # for how many seconds a timed code still lasts, 0 for one that doesn't run out
    suggestion: list[SuggestionView] = []
    donation: str = ""
    donations_answered: int = 0  # grows with each answer, a no as well
    member: str = ""
    flow: str = ""
    deductions: list[AmountView] = []
    subtotal: str = ""
    discount: str = ""
    shipping_amount: str = ""
    taxes: list[AmountView] = []
    taxes_included: list[AmountView] = []
    total: str = ""
    announcement: str = ""  # what a screen reader says of the latest change

    _parts: dict[str, str] = {}  # what the total was made of when it was last shown
    _used: str = ""  # the control of the change that is being shown

    @rx.event
    async def load(self):
        """Shows the cart at once, then opens the payment form in the background."""
        self._forget(told=not (await self.get_state(ShopState)).came_back)
        self.code, self.announcement, self._parts = "", "", {}
        try:
            shopper = shopper_of(self)
            checkout = await services().ledger.unfinished(shopper)
            if checkout and checkout.status == Status.OPEN:
                self.code = checkout.cart.code
                with suppress(BeingPaid, Finished):  # in another tab, just now: opening the form finds out
                    checkout = await change(services(), shopper, checkout.id, EndOffers())
        except NoCookies as refusal:
            self._refuse(refusal)
            checkout = None
        self.empty = checkout is None
        if checkout:
            await self._show(checkout)
            self.placing = checkout.revision if checkout.status == Status.PLACING else 0
            self.problems |= await self._said_of_its_payment(checkout)
        self.loaded = True
        return CartState.load if self.empty else CheckoutState.open_form

    async def _said_of_its_payment(self, checkout: Checkout) -> dict[str, str]:
        if checkout.status != Status.OPEN:
            return {}
        if checkout.placed_at and await services().ledger.came_back(checkout.id):
            return {"checkout": presenting.MONEY_NEVER_CAME}
        unpaid = presenting.UNPAID in self.router.url.query_parameters
        return {"checkout": presenting.NOT_PAID} if unpaid else {}

    @rx.event
    async def set_quantity(self, slug: str, quantity: int):
        """Makes a quantity exactly this."""
        return await self._change(SetQuantity, slug=slug, quantity=quantity)

    @rx.event
    async def remove(self, slug: str):
        """Takes a product out."""
        return await self._change(RemoveProduct, slug=slug)

    @rx.event
    async def take_what_is_left(self, slug: str):
        """Takes as many as there still are of a product."""
        return await self._change(TakeWhatIsLeft, slug=slug)

    @rx.event
    async def swap_size(self, slug: str):
        """Replaces a product by its other size."""
        return await self._change(SwapSize, slug=slug)

    @rx.event
    async def add_suggested(self, slug: str):
        """Takes up a suggestion."""
        return await self._change(AddProduct, slug=slug)

    @rx.event
    async def set_donation(self, typed: str):
        """Gives a donation, or takes it back."""
        answer = await self._change(SetDonation, typed=typed)
        self.donations_answered += 1
        return answer

    @rx.event
    async def sign_in(self, member: str):
        """Tries the checkout as a member, in a test store."""
        return await self._change(SignIn, member=member)

    @rx.event
    async def end_offers(self):
        """The countdown is over: what has run out comes off the total."""
        return await self._change(EndOffers, asked=False) if self.code else None

    @rx.event
    async def set_add_on(self, key: str, on: bool):
        """Ticks or unticks an add-on."""
        return await self._change(SetAddOn, key=key, on=on)

    @rx.event
    async def choose_shipping(self, key: str):
        """Chooses how the order is sent."""
        return await self._change(ChooseShipping, key=key)

    @rx.event
    async def apply_code(self, code: str):
        """Enters a promo code."""
        return await self._change(ApplyCode, code=code)

    @rx.event
    async def remove_code(self):
        """Takes the promo code off."""
        return await self._change(RemoveCode, quietly=True)

    @rx.event(background=True)
    async def choose_flow(self, flow: str):
        """Has the cart paid another way, in a test store; then the new payment form takes the old one's place."""
        async with self:
            checkout_id, before = self._checkout_id, self.flow
        if not checkout_id:
            return None
        try:
            await admit(self, "flow")
            chosen = arguments.flow(flow)
            async with self:
                self.flow = chosen
            await choose_flow(services(), checkout_id, chosen)
        except Refusal as refusal:
            async with self:
                self.flow, self.problems = before, {refusal.control: refusal.message}
        return CheckoutState.open_form

    async def _changed(self, shopper: str, wanted: Change) -> Checkout:
        checkout = await super()._changed(shopper, wanted)
        self._used = wanted.beside(wanted.model_dump())
        return checkout

    def _to_begin(self) -> Any:
        return CheckoutState.load

    async def _left_off(self, shopper: str) -> str:
        checkout = await services().ledger.unfinished(shopper)
        return checkout.id if checkout else ""

    def _beside(self, control: str) -> str:
        catalog, shown = services().catalog, {line.slug for line in self.lines}
        if control not in catalog.by_slug or control in shown:
            return control
        other = catalog.other_size(control)
        return other.slug if other and other.slug in shown else "checkout"

    async def _show_more(self, checkout: Checkout) -> None:
        catalog, quote = services().catalog, checkout.quote
        if self.code and not checkout.cart.code:  # it went by itself, or in another tab
            self.problems |= {"code": await why_off(services(), checkout.id, self.code)}
        left = await services().ledger.left(checkout.id)
        self.closed_because = presenting.closed_because(quote, left)
        self.lines = presenting.lines(quote, catalog, left, checkout.stripe_items)
        self.present = presenting.present(quote)
        self.present_note = missing_for(checkout.cart, catalog, left)
        self.add_ons = presenting.add_ons(checkout.cart, catalog)
        self.added = presenting.added(quote)
        self.shipping = presenting.shipping(checkout, catalog)
        self.shipping_note = presenting.shipping_note(checkout.cart, catalog)
        self.flow = checkout.flow
        self.code = checkout.cart.code
        self.code_left = presenting.seconds_until(checkout.cart.code_until)
        self.suggestion = presenting.suggestion(checkout.cart, catalog, left)
        self.member = checkout.cart.member
        self.donation = presenting.donation(checkout.cart, catalog)
        self.deductions = presenting.deductions(quote)
        self.subtotal = written(quote.subtotal, quote.currency)
        self.discount = presenting.discount(quote)
        self.shipping_amount = written(quote.shipping.amount, quote.currency)
        self.taxes = presenting.taxes(quote)
        self.taxes_included = presenting.taxes_included(quote)
        self._announce(presenting.parts(quote), written(quote.total, quote.currency))
        self.total = written(quote.total, quote.currency)
        header = await self.get_state(CartState)
        header.count = checkout.cart.pieces

    def _announce(self, parts: dict[str, str], total: str) -> None:
        """Says the new total once, and what has joined or left besides what the shopper used."""
        if self._parts and (parts, total) != (self._parts, self.total):
            others = presenting.others(self._parts, parts, self._used)
            self.announcement = sentences(*others, say("amounts.new_total", amount=total))
        self._parts, self._used = parts, ""
