"""A page that isn't there."""

import reflex as rx

from rxapp.shop.words import say
from rxapp.states.cart import CartState
from rxapp.ui.page import Page, named
from rxapp.ui.picture import illustration
from rxapp.ui.placeholders import nothing_here
from rxapp.ui.shell import shell


def page() -> rx.Component:
    """Says so kindly and shows the way back."""
    return shell(nothing_here(illustration("matcha-bowl"), say("not_found.title"), say("not_found.sentence")))


PAGES = (
    Page(
        route="404",
        title=named(say("not_found.title")),
        description=say("not_found.description"),
        found=False,
        component=page,
        on_load=(CartState.load,),
    ),
)
