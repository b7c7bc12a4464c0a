"""The checkout page: each control is one short handler; speaking with Stripe happens in the background."""

from collections.abc import Awaitable, Callable
from typing import Any, TypedDict

import reflex as rx

from rxapp.checkout import changing
from rxapp.checkout.limiting import rate_limits
from rxapp.checkout.opening import open_session
from rxapp.checkout.placing import place
from rxapp.checkout.services import Services, services
from rxapp.checkout.settling import release
from rxapp.checkout.switching import choose_flow
from rxapp.checkout.syncing import UNREACHABLE, SessionEnded, sync
from rxapp.orders.records import Checkout, Status
from rxapp.payments.failures import StripeFailure
from rxapp.settings import settings
from rxapp.shop.money import written
from rxapp.shop.refusal import Refusal
from rxapp.states import arguments, presenting
from rxapp.states.cart import CartState
from rxapp.states.request import address_of, asking, origin_of, shopper_of
from rxapp.states.views import AddOnView, AmountView, LineView, ShippingView, SuggestionView


class RefusalView(TypedDict):
    """The latest "no" to the payment form; `number` grows, so that the same words twice are two refusals."""

    number: int
    message: str


Change = Callable[[Services, str, str], Awaitable[Checkout]]


class CheckoutState(rx.State):
    """The checkout as this tab last read it from the database."""

    loaded: bool = False
    empty: bool = False
    lines: list[LineView] = []
    add_ons: list[AddOnView] = []
    added: list[AmountView] = []
    shipping: list[ShippingView] = []
    code: str = ""
    code_ends: int = 0  # seconds since 1970 when a timed code runs out, 0 for one that lasts
    suggestion: list[SuggestionView] = []
    donation: str = ""
    member: str = ""
    problems: dict[str, str] = {}
    deductions: list[AmountView] = []
    subtotal: str = ""
    discount: str = ""
    shipping_amount: str = ""
    total: str = ""

    # What the payment form is given.
    publishable_key: str = settings.publishable_key
    stripe_js_url: str = settings.stripe_js_url
    flow: str = ""
    email: str = "" if settings.mode == "live" else "shopper@example.com"
    client_secret: str = ""
    amount: int = 0
    revision: int = 0
    synced_revision: int = 0
    placing: int = 0
    refusal: RefusalView = {"number": 0, "message": ""}

    _checkout_id: str = ""
    _form_is_open: bool = False

    def __getstate__(self) -> dict[str, Any]:
        """What the state store keeps: not the secret, which opens the session to whoever has it."""
        return super().__getstate__() | {"client_secret": ""}

    @rx.event
    async def load(self):
        """Shows the cart at once, then opens the payment form in the background."""
        self.problems, self.placing, self.client_secret, self._form_is_open = {}, 0, "", False
        try:
            shopper = shopper_of(self)
            checkout = await services().ledger.unfinished(shopper)
            if checkout and checkout.status == Status.OPEN:
                code = checkout.cart.code
                checkout = await changing.end_offers(services(), shopper, checkout.id)
                self._say_what_ran_out(code, checkout.cart.code)
        except Refusal as refusal:
            self._refuse(refusal)
            checkout = None
        self._checkout_id, self.revision, self.synced_revision = "", 0, 0
        self.empty = checkout is None or not checkout.quote.lines
        if checkout:
            await self._show(checkout)
        self.loaded = True
        return None if self.empty else CheckoutState.open_form

    @rx.event(background=True)
    async def open_form(self):
        """Makes or finds the session at Stripe."""
        async with self:
            checkout_id, origin = self._checkout_id, origin_of(self)
        if not checkout_id:
            return None
        try:
            await asking(self)
            opened = await open_session(services(), checkout_id, origin)
        except Refusal as refusal:
            async with self:
                self._refuse(refusal)
            return None
        async with self:
            if opened.checkout.status in (Status.PAID, Status.FLAGGED):
                return rx.redirect(presenting.order_page(opened.checkout))
            await self._show(opened.checkout)
            self.client_secret, self._form_is_open = opened.client_secret, bool(opened.client_secret)
            return None

    @rx.event
    async def set_quantity(self, slug: str, quantity: int):
        """Makes a quantity exactly this."""

        def change(store: Services, shopper: str, checkout_id: str) -> Awaitable[Checkout]:
            product = arguments.text(slug)
            wanted = arguments.number(quantity, product, arguments.WHOLE_NUMBER)
            return changing.set_quantity(store, shopper, checkout_id, product, wanted)

        return await self._change(slug, change)

    @rx.event
    async def remove(self, slug: str):
        """Takes a product out."""
        return await self._change(slug, lambda *at: changing.remove_product(*at, slug=arguments.text(slug)))

    @rx.event
    async def swap_size(self, slug: str):
        """Replaces a product by its other size."""
        return await self._change(slug, lambda *at: changing.swap_size(*at, slug=arguments.text(slug)))

    @rx.event
    async def add_suggested(self, slug: str):
        """Takes up a suggestion."""
        return await self._change(slug, lambda *at: changing.add_suggested(*at, slug=arguments.text(slug)))

    @rx.event
    async def set_donation(self, typed: str):
        """Gives a donation, or takes it back."""
        return await self._change("donation", lambda *at: changing.set_donation(*at, typed=arguments.text(typed)))

    @rx.event
    async def sign_in(self, member: str):
        """Tries the checkout as a member, in a test store."""
        return await self._change("checkout", lambda *at: changing.sign_in(*at, member=arguments.text(member)))

    @rx.event
    async def end_offers(self):
        """The countdown is over: what has run out comes off the total."""
        code = self.code
        if not code:
            return None
        answer = await self._change("code", changing.end_offers)
        self._say_what_ran_out(code, self.code)
        return answer

    @rx.event
    async def set_add_on(self, key: str, on: bool):
        """Ticks or unticks an add-on."""
        return await self._change(
            key, lambda *at: changing.set_add_on(*at, key=arguments.text(key), on=arguments.switch(on))
        )

    @rx.event
    async def choose_shipping(self, key: str):
        """Chooses how the order is sent."""
        return await self._change("shipping", lambda *at: changing.choose_shipping(*at, key=arguments.text(key)))

    @rx.event
    async def apply_code(self, code: str):
        """Enters a promo code."""

        async def change(store: Services, shopper: str, checkout_id: str) -> Checkout:
            async with rate_limits.guessing(shopper, address_of(self)):
                return await changing.apply_code(store, shopper, checkout_id, arguments.text(code))

        return await self._change("code", change)

    @rx.event
    async def remove_code(self):
        """Takes the promo code off."""
        return await self._change("code", changing.remove_code)

    @rx.event(background=True)
    async def choose_flow(self, flow: str):
        """Has the cart paid another way, in a test store; then the new payment form takes the old one's place."""
        async with self:
            checkout_id, before = self._checkout_id, self.flow
        if not checkout_id:
            return None
        try:
            await asking(self, "flow")
            chosen = arguments.flow(flow)
            async with self:
                self.flow = chosen
            await choose_flow(services(), checkout_id, chosen)
        except Refusal as refusal:
            async with self:
                self.flow, self.problems = before, {refusal.control: refusal.message}
        return CheckoutState.open_form

    @rx.event(background=True)
    async def sync(self):
        """Brings Stripe to the latest change; ends in `synced_revision` or in `refusal`, always."""
        async with self:
            checkout_id = self._checkout_id
        if not checkout_id:
            return None
        try:
            await asking(self)
            checkout = await sync(services(), checkout_id)
        except SessionEnded:
            return CheckoutState.open_form
        except Refusal as refusal:
            async with self:
                self._refuse(refusal)
            return None
        async with self:
            await self._show(checkout)
            return None

    @rx.event
    async def place(self, revision: int, amount: int):
        """Lets the payment begin, if what the shopper saw is what Stripe will charge."""
        try:
            shopper = await asking(self)
            checkout = await place(services(), shopper, arguments.number(revision), arguments.number(amount))
            self.placing = checkout.revision
        except Refusal as refusal:
            self._refuse(refusal)
            await self._read_again()

    @rx.event(background=True)
    async def release(self):
        """Opens the checkout again after a payment that didn't come about."""
        async with self:
            checkout_id = self._checkout_id
        if not checkout_id:
            return None
        try:
            await asking(self)
            checkout = await release(services(), checkout_id)
        except (Refusal, StripeFailure) as failure:
            async with self:
                self._refuse(failure if isinstance(failure, Refusal) else Refusal("checkout", UNREACHABLE))
            return None
        async with self:
            if checkout.status in (Status.PAID, Status.FLAGGED):
                return rx.redirect(presenting.order_page(checkout))
            self.placing = 0
            await self._show(checkout)
            return None if checkout.session_id else CheckoutState.open_form

    @rx.event(background=True)
    async def check_session(self, status: str, amount: int):
        """Asks Stripe, since the browser's Stripe.js has another total than this page, or a session that ended."""
        async with self:
            checkout_id, expected = self._checkout_id, self.amount
        try:
            await asking(self)
            is_open, has = arguments.text(status) == "open", arguments.number(amount)
        except Refusal as refusal:
            async with self:
                self._refuse(refusal)
            return None
        if checkout_id and is_open and has != expected:
            await services().ledger.doubt(checkout_id)
        return CheckoutState.open_form

    async def _change(self, beside: str, change: Change) -> Any:
        try:
            shopper = await asking(self, arguments.control(beside))
            checkout = await change(services(), shopper, self._checkout_id or "none")
            self.problems = {}
            await self._show(checkout)
        except Refusal as refusal:
            self.problems = {refusal.control: refusal.message}
            await self._read_again()
        return None if self._form_is_open or self.empty else CheckoutState.open_form

    def _say_what_ran_out(self, before: str, after: str) -> None:
        if before and not after:
            self.problems = {"code": f"{before} has run out."}

    async def _read_again(self) -> None:
        """A refusal may come from another tab's doing: show what is true now."""
        if self._checkout_id:
            await self._show(await services().ledger.checkout(self._checkout_id))

    def _refuse(self, refusal: Refusal) -> None:
        self.refusal = {"number": self.refusal["number"] + 1, "message": refusal.message}

    async def _show(self, checkout: Checkout) -> None:
        if checkout.id == self._checkout_id and checkout.revision < self.revision:
            return  # read before a change that this page has already shown
        catalog, quote = services().catalog, checkout.quote
        self._checkout_id = checkout.id
        self.empty = not quote.lines
        self.lines = presenting.lines(quote, catalog)
        self.add_ons = presenting.add_ons(checkout.cart, catalog)
        self.added = presenting.added(quote)
        self.shipping = presenting.shipping(checkout, catalog)
        self.flow = checkout.flow
        self.code = checkout.cart.code
        self.code_ends = presenting.seconds(checkout.cart.code_until)
        self.suggestion = presenting.suggestion(checkout.cart, catalog)
        self.member = checkout.cart.member
        self.donation = presenting.donation(checkout.cart, catalog)
        self.deductions = presenting.deductions(quote)
        self.subtotal = written(quote.subtotal, quote.currency)
        self.discount = presenting.discount(quote)
        self.shipping_amount = written(quote.shipping.amount, quote.currency)
        self.total = written(quote.total, quote.currency)
        self.amount = quote.total
        self.revision = checkout.revision
        self.synced_revision = checkout.synced_revision
        header = await self.get_state(CartState)
        header.count = checkout.cart.pieces
