"""How long an offer still lasts."""

from typing import Annotated

import reflex as rx

_JSX = rx.asset("countdown.jsx", shared=True)


class Countdown(rx.Component):
    """Counts down to `ends` (seconds since 1970) and then sends `on_end`, once a second until `ends` changes."""

    library = _JSX.importable_path
    tag = "Countdown"

    ends: rx.Var[int]
    on_end: Annotated[rx.EventHandler, rx.event.no_args_event_spec]


countdown = Countdown.create
