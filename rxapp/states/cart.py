"""The cart, as every page's header and the cart page show it."""

from contextlib import suppress
from typing import Any

import reflex as rx

from rxapp.checkout.changing import change, current
from rxapp.checkout.opening import open_ahead, to_open_ahead
from rxapp.checkout.services import services
from rxapp.orders.records import Checkout
from rxapp.shop.change import Change
from rxapp.shop.changes import AddProduct, RemoveProduct, SetQuantity, TakeWhatIsLeft
from rxapp.shop.money import written
from rxapp.shop.presents import missing_for
from rxapp.shop.refusal import NoCookies, Refusal
from rxapp.shop.words import say
from rxapp.states import arguments, presenting
from rxapp.states.caller import admit, origin_of, shopper_of
from rxapp.states.shop import ShopState
from rxapp.states.views import LineView, OrderLinkView


class CartState(rx.State):
    """The shopper's unfinished cart; the database has the truth, this is what a page last read of it."""

    loaded: bool = False
    count: int = 0
    lines: list[LineView] = []
    subtotal: str = ""
    present: str = ""  # what comes along at no cost
    present_note: str = ""  # what more would bring it along
    stock: dict[str, str] = {}  # by product, how many are left where that is few
    problems: dict[str, str] = {}
    added: str = ""
    latest_order: list[OrderLinkView] = []  # where the cart is empty, what has become of it
    announcement: str = ""  # what a screen reader says of the latest change

    @rx.var  # pyright: ignore[reportUnknownMemberType]
    def holds(self) -> str:
        """How many things are in it, after the word for it."""
        return say("frame.cart_holds", count=self.count)

    @rx.event
    async def load(self):
        """Reads the cart when a page opens, and what is left on the shelf."""
        self.announcement = ""
        if not (await self.get_state(ShopState)).came_back:
            self.problems = {}
        if not self.router.url.path.rstrip("/").endswith(f"/{self.added}"):
            self.added = ""  # said on another page; here a quick click may have come before this
        try:
            await self._read()
        except NoCookies as refusal:
            self.problems = refusal.problems
        self.loaded = True

    @rx.event(background=True)
    async def open_ahead(self):
        """The cart's page is open: the payment form will be asked for next."""
        async with self:
            origin = origin_of(self)
        with suppress(Refusal):
            checkout = await to_open_ahead(services(), shopper_of(self))
            if checkout:
                await admit(self)
                await open_ahead(services(), checkout.id, origin)

    @rx.event
    async def look_again(self):
        """The tab has the focus again: the cart may have changed in another one."""
        with suppress(Refusal):
            await self._read()

    @rx.event
    async def add(self, slug: str, quantity: str):
        """Puts so many more of a product into the cart, as it was typed."""
        await self._change(AddProduct, slug=slug, quantity=arguments.typed_number(quantity))
        self.added = "" if self.problems else slug

    @rx.event
    async def set_quantity(self, slug: str, quantity: int):
        """Makes a quantity exactly this."""
        await self._change(SetQuantity, slug=slug, quantity=quantity)

    @rx.event
    async def remove(self, slug: str):
        """Takes a product out."""
        await self._change(RemoveProduct, slug=slug)

    @rx.event
    async def take_what_is_left(self, slug: str):
        """Takes as many as there still are of a product."""
        await self._change(TakeWhatIsLeft, slug=slug)

    async def _change(self, kind: type[Change], **sent: Any) -> None:
        try:
            shopper = await admit(self, kind.beside(sent))
            before = self.subtotal
            await self._show(await change(services(), shopper, None, kind.read(sent)))
            if self.subtotal != before:
                self.announcement = say("amounts.new_subtotal", amount=self.subtotal)
            self.problems = {}
        except Refusal as refusal:
            self.problems = refusal.problems

    async def _read(self) -> None:
        shopper = shopper_of(self)
        await self._show(await current(services(), shopper))
        self.latest_order = [] if self.lines else await _latest(shopper)

    async def _show(self, checkout: Checkout | None) -> None:
        catalog = services().catalog
        left = await services().ledger.left(checkout.id if checkout else "")
        self.stock = presenting.stock(left)
        self.count = checkout.cart.pieces if checkout else 0
        self.lines = presenting.lines(checkout.quote, catalog, left) if checkout else []
        self.present = presenting.present(checkout.quote) if checkout else ""
        self.present_note = missing_for(checkout.cart, catalog, left) if checkout else ""
        goods = sum(line.amount for line in checkout.quote.lines if line.kind == "product") if checkout else 0
        self.subtotal = written(goods, catalog.currency)


async def _latest(shopper: str) -> list[OrderLinkView]:
    ledger = services().ledger
    return presenting.order_links(await ledger.orders(shopper, at_most=1), await ledger.under_way(shopper))[:1]
