"""The guide of a test store, where it needs no cart: it fills one."""

import reflex as rx

from rxapp.checkout.changing import change, current
from rxapp.checkout.services import services
from rxapp.checkout.trying import CONTROL, refuse_where_payments_are_real
from rxapp.shop.catalog import CATALOG
from rxapp.shop.changes import AddProduct
from rxapp.shop.refusal import Refusal
from rxapp.states.caller import admit
from rxapp.states.checkout import CheckoutState

CHECKOUT = "/checkout"


class GuideState(rx.State):
    """What the guide has to say by itself."""

    problems: dict[str, str] = {}

    @rx.event
    async def fill_cart(self):
        """Puts a few things into the cart, those that aren't in it yet, and goes to the checkout."""
        self.problems = {}
        try:
            refuse_where_payments_are_real()
            shopper = await admit(self, CONTROL)
            checkout = await current(services(), shopper)
            for slug in CATALOG.demo_cart or (CATALOG.shelf[0].slug,):
                if not checkout or not checkout.cart.quantity_of(slug):
                    checkout = await change(services(), shopper, None, AddProduct(slug=slug))
        except Refusal as refusal:
            self.problems = {CONTROL: refusal.message}
            return None
        there = self.router.url.path.rstrip("/") == CHECKOUT
        return CheckoutState.load if there else rx.redirect(CHECKOUT)
