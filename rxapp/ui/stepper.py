"""The quantity of a product: a spin button between one fewer and one more."""

from typing import Annotated

import reflex as rx

from rxapp.shop.cart import AT_LEAST, AT_MOST
from rxapp.shop.words import room

_JSX = rx.asset("stepper.jsx", shared=True)
rx.asset("draft.js", shared=True)


class Stepper(rx.Component):
    """Shows and sends what is chosen at once, in range or not: the server accepts it, or refuses with a sentence.

    With `stripe_item` the payment form is asked first whether it changes the quantity itself. With `name` it is a field
    of a form, and sends nothing before that is sent.
    """

    library = _JSX.importable_path
    tag = "Stepper"

    label: rx.Var[str]
    words: rx.Var[dict[str, str]] = rx.Var.create(room("stepper"))
    name: rx.Var[str]
    quantity: rx.Var[int]
    stripe_item: rx.Var[str]
    at_least: rx.Var[int] = rx.Var.create(AT_LEAST)
    at_most: rx.Var[int] = rx.Var.create(AT_MOST)
    problem: rx.Var[str]
    refused: rx.Var[str]  # why the checkout takes no change at all, which is said elsewhere
    described_by: rx.Var[str]
    on_change: Annotated[rx.EventHandler, rx.event.passthrough_event_spec(int)]


stepper = Stepper.create
