"""A page that isn't there."""

import reflex as rx

from rxapp.ui.placeholders import nothing_here
from rxapp.ui.shell import shell

TITLE = "Not on this shelf – Kettle & Kiln"


def page() -> rx.Component:
    """Says so kindly and shows the way back."""
    return shell(
        nothing_here("matcha-bowl", "Not on this shelf", "There's no page at this address. It may have moved.")
    )
