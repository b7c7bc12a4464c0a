"""What every page knows of the store itself."""

import reflex as rx

from rxapp.settings import settings
from rxapp.shop.words import say
from rxapp.states import sockets

SORRY = say("frame.sorry")


class ShopState(rx.State):
    """Whether payments are real, and what went wrong on our side."""

    test_store: bool = settings.mode != "live"
    local_stripe: bool = settings.mode == "local"
    trouble: str = ""
    _came_back: bool = False

    @property
    def came_back(self) -> bool:
        """Whether a page that was there already has only lost its socket: what it says still stands then."""
        return self._came_back

    @rx.event
    def arrive(self):
        """A page opens; what went wrong on another one is past."""
        self._came_back = sockets.is_of_a_page_that_was_there(self.router.session.session_id)
        if not self._came_back:
            self.trouble = ""

    @rx.event
    def apologise(self, sentence: str):
        """A handler failed, or could do nothing. The server says this to itself; no page may call it."""
        self.trouble = sentence
