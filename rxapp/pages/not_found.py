"""A page that isn't there."""

import reflex as rx

from rxapp.shop.catalog import CATALOG
from rxapp.states.cart import CartState
from rxapp.ui.page import Page
from rxapp.ui.placeholders import nothing_here
from rxapp.ui.shell import shell


def page() -> rx.Component:
    """Says so kindly and shows the way back."""
    return shell(
        nothing_here("matcha-bowl", "Not on this shelf", "There's no page at this address. It may have moved.")
    )


PAGES = (
    Page(
        route="404",
        title=f"Not on this shelf – {CATALOG.store}",
        description="There is no page at this address.",
        found=False,
        component=page,
        on_load=(CartState.load,),
    ),
)
