"""How long an offer still lasts."""

from typing import Annotated

import reflex as rx

from rxapp.shop.words import say

_JSX = rx.asset("countdown.jsx", shared=True)


class Countdown(rx.Component):
    """Counts down `left` seconds from when it is given, and then sends `on_end`, once for each that it is given."""

    library = _JSX.importable_path
    tag = "Countdown"

    left: rx.Var[int]
    sentence: rx.Var[str] = rx.Var.create(say("checkout.time_left", time="{time}"))
    on_end: Annotated[rx.EventHandler, rx.event.no_args_event_spec]


countdown = Countdown.create
