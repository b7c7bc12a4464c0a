"""What was ordered in this browser: the way back to each receipt."""

import reflex as rx

from rxapp.shop.words import say
from rxapp.states.cart import CartState
from rxapp.states.orders import OrdersState
from rxapp.ui.order_links import order_links
from rxapp.ui.page import Page, named
from rxapp.ui.picture import illustration
from rxapp.ui.placeholders import nothing_here, skeleton_rows
from rxapp.ui.problem import Problem
from rxapp.ui.shell import shell


def page() -> rx.Component:
    """The orders of this browser's cookie, or that there are none."""
    return shell(
        rx.cond(
            OrdersState.loaded & (OrdersState.orders.length() == 0),
            nothing_here(
                illustration("pair-of-cups"),
                say("orders.none"),
                say("orders.none_more"),
                Problem.create(id="problem-orders", message=OrdersState.problem),
            ),
            rx.fragment(
                rx.el.h1(say("orders.title")),
                rx.cond(OrdersState.loaded, order_links(OrdersState.orders), skeleton_rows(3)),
                rx.cond(OrdersState.older, _show_older()),
            ),
        ),
    )


def _show_older() -> rx.Component:
    return rx.el.button(
        say("orders.older"),
        type="button",
        on_click=OrdersState.show_older,
        class_name="button button-plain orders-older",
    )


PAGES = (
    Page(
        route="/orders",
        title=named(say("orders.title")),
        description=say("orders.description"),
        found=False,
        component=page,
        on_load=(OrdersState.load, CartState.load),
    ),
)
