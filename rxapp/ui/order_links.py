"""The ways back to what was ordered in this browser."""

import reflex as rx

from rxapp.shop.words import pieces
from rxapp.states.cart import CartState
from rxapp.states.views import OrderLinkView
from rxapp.ui.links import page_link
from rxapp.ui.problem import problem_beside


def order_links(orders: rx.Var[list[OrderLinkView]]) -> rx.Component:
    """One row for each order, the latest first."""
    return rx.el.ul(rx.foreach(orders, _row), class_name="orders")


def why_empty() -> rx.Component:
    """Why there is nothing in a cart: the browser can't keep one, or it was paid; then what it has become."""
    return rx.fragment(
        problem_beside("checkout", CartState.problems),
        rx.foreach(
            CartState.latest_order,
            lambda order: rx.el.p(
                *pieces("cart.last_order", order=page_link(order.number, href=order.address), day=order.day),
                key=order.address,
            ),
        ),
    )


def _row(order: rx.Var[OrderLinkView]) -> rx.Component:
    return rx.el.li(
        page_link(order.number, href=order.address, class_name="serif"),
        rx.el.span(order.total, class_name="figures"),
        rx.el.span(order.what, class_name="quiet small"),
        rx.el.span(order.day, class_name="quiet small"),
        rx.cond(order.refunded != "", rx.el.span(order.refunded, class_name="quiet small")),
        key=order.address,
    )
