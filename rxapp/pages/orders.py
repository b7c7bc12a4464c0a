"""What was ordered in this browser: the way back to each receipt."""

import reflex as rx

from rxapp.shop.catalog import CATALOG
from rxapp.states.cart import CartState
from rxapp.states.orders import OrdersState
from rxapp.ui.order_links import order_links
from rxapp.ui.page import Page
from rxapp.ui.placeholders import nothing_here, skeleton_rows
from rxapp.ui.problem import Problem
from rxapp.ui.shell import shell


def page() -> rx.Component:
    """The orders of this browser's cookie, or that there are none."""
    return shell(
        rx.cond(
            OrdersState.loaded & (OrdersState.orders.length() == 0),
            nothing_here(
                "pair-of-cups",
                "No orders yet",
                "What is ordered in this browser can be found here again.",
                Problem.create(id="problem-orders", message=OrdersState.problem),
            ),
            rx.fragment(
                rx.el.h1("Your orders"),
                rx.cond(OrdersState.loaded, order_links(OrdersState.orders), skeleton_rows(3)),
            ),
        ),
    )


PAGES = (
    Page(
        route="/orders",
        title=f"Your orders – {CATALOG.store}",
        description="What was ordered in this browser.",
        found=False,
        component=page,
        on_load=(OrdersState.load, CartState.load),
    ),
)
