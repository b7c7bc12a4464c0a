"""What every page knows of the store itself."""

import reflex as rx

from rxapp.settings import settings


class StoreState(rx.State):
    """Whether payments are real."""

    test_store: bool = settings.mode != "live"
    local_stripe: bool = settings.mode == "local"
