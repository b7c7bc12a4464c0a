"""What the shopper has chosen so far."""

import reflex as rx

from rxapp.shop.catalog import CATALOG
from rxapp.states.cart import CartState
from rxapp.ui.lines import cart_lines
from rxapp.ui.links import next_link
from rxapp.ui.order_links import why_empty
from rxapp.ui.page import Page
from rxapp.ui.placeholders import nothing_here, skeleton_rows
from rxapp.ui.present import present_line
from rxapp.ui.shell import shell
from rxapp.ui.summary import summary, summary_row


def page() -> rx.Component:
    """The cart, or a kind word when it is empty."""
    return shell(
        rx.cond(
            CartState.loaded & (CartState.lines.length() == 0),
            nothing_here(
                "pair-of-cups", "Your cart is empty", "Nothing in it yet. The kettle is warm, though.", why_empty()
            ),
            rx.fragment(
                rx.el.h1("Your cart"),
                rx.cond(CartState.loaded, _cart(), skeleton_rows(3)),
            ),
        ),
        rx.el.p(CartState.announcement, role="status", class_name="unseen"),
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
            summary(summary_row("Subtotal", CartState.subtotal, test_id="subtotal", class_name="summary-total")),
            next_link("Checkout", href="/checkout", class_name="button button-accent button-wide"),
            rx.el.p("Shipping, gift wrap and codes come next.", class_name="quiet small"),
            aria_label="Summary",
            class_name="card cart-summary",
        ),
        class_name="cart",
    )


PAGES = (
    Page(
        route="/cart",
        title=f"Your cart – {CATALOG.store}",
        description="What you have chosen so far.",
        found=False,
        component=page,
        on_load=(CartState.load,),
    ),
)
