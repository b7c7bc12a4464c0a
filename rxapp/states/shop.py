"""What every page knows of the store itself."""

import reflex as rx

from rxapp.settings import settings

SORRY = "Something went wrong on our side. Your cart is safe; please reload the page and try again."


class ShopState(rx.State):
    """Whether payments are real, and what went wrong on our side."""

    test_store: bool = settings.mode != "live"
    local_stripe: bool = settings.mode == "local"
    trouble: str = ""

    @rx.event
    def arrive(self):
        """A page opens; what went wrong on another one is past."""
        self.trouble = ""

    @rx.event
    def apologise(self):
        """A handler failed. The server says this to itself; no page may call it."""
        self.trouble = SORRY
