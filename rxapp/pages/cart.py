"""What the shopper has chosen so far."""

import reflex as rx

from rxapp.shop.words import say
from rxapp.states.cart import CartState
from rxapp.ui.lines import cart_lines
from rxapp.ui.links import next_link
from rxapp.ui.order_links import why_empty
from rxapp.ui.page import Page, named
from rxapp.ui.picture import illustration
from rxapp.ui.placeholders import nothing_here, skeleton_rows
from rxapp.ui.present import present_line
from rxapp.ui.shell import shell
from rxapp.ui.summary import summary, summary_row


def page() -> rx.Component:
    """The cart, or a kind word when it is empty."""
    return shell(
        rx.cond(
            CartState.loaded & (CartState.lines.length() == 0),
            nothing_here(illustration("pair-of-cups"), say("cart.empty"), say("cart.empty_more"), why_empty()),
            rx.fragment(
                rx.el.h1(say("cart.title")),
                rx.cond(CartState.loaded, _cart(), skeleton_rows(3)),
            ),
        ),
        rx.el.p(CartState.announcement, role="status", class_name="unseen"),
        peeks=False,
    )


def _cart() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            cart_lines(
                CartState.lines,
                CartState.problems,
                CartState.set_quantity,
                CartState.remove,
                CartState.take_what_is_left,
            ),
            present_line(CartState.present, CartState.present_note),
        ),
        rx.el.section(
            summary(
                summary_row(say("amounts.subtotal"), CartState.subtotal, test_id="subtotal", class_name="summary-total")
            ),
            next_link(say("cart.checkout"), href="/checkout", class_name="button button-accent button-wide"),
            rx.el.p(say("cart.next"), class_name="quiet small"),
            aria_label=say("amounts.summary"),
            class_name="card cart-summary",
        ),
        class_name="cart",
    )


PAGES = (
    Page(
        route="/cart",
        title=named(say("cart.title")),
        description=say("cart.description"),
        found=False,
        component=page,
        on_load=(CartState.load, CartState.open_ahead),
    ),
)
