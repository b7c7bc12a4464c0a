"""A page that isn't there."""

import reflex as rx

from rxapp.shop.catalog import CATALOG
from rxapp.ui.placeholders import nothing_here
from rxapp.ui.shell import shell

TITLE = f"Not on this shelf – {CATALOG.store}"


def page() -> rx.Component:
    """Says so kindly and shows the way back."""
    return shell(
        nothing_here("matcha-bowl", "Not on this shelf", "There's no page at this address. It may have moved.")
    )
