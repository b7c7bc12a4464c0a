"""The way to the cart, from every page's header."""

import reflex as rx

from rxapp.shop.words import say
from rxapp.states.cart import CartState
from rxapp.states.views import LineView
from rxapp.ui.links import page_link
from rxapp.ui.picture import other_than_drawings

HREF = "/cart"
_JSX = rx.asset("cart_link.jsx", shared=True)
for beside in ("cart_peek.jsx", "cart_peek.css"):  # loaded when they are asked for
    rx.asset(beside, shared=True)


class CartLink(rx.Component):
    """A link that shows the cart over the page, where it is ready to."""

    library = _JSX.importable_path
    tag = "CartLink"

    href: rx.Var[str]
    ready: rx.Var[bool]
    lines: rx.Var[list[LineView]]
    present: rx.Var[str]
    subtotal: rx.Var[str]
    pictures: rx.Var[dict[str, str]]
    texts: rx.Var[dict[str, str]]


def cart_link(*, peeks: bool) -> rx.Component:
    """The cart, and how much is in it.

    Args:
        peeks: Whether the cart can be looked at from this page: not from one that shows it anyway.
    """
    if not peeks:
        return page_link(*_words(), href=HREF, class_name="cart-link")
    return CartLink.create(
        *_words(),
        href=HREF,
        ready=CartState.loaded,
        lines=CartState.lines,
        present=CartState.present,
        subtotal=CartState.subtotal,
        pictures=other_than_drawings(),
        texts=TEXTS,
        class_name="cart-link",
    )


TEXTS = {
    "title": say("cart.title"),
    "empty": say("cart.empty"),
    "shut": say("cart.shut"),
    "present": say("cart.present"),
    "subtotal": say("amounts.subtotal"),
    "checkout": say("cart.checkout"),
    "cart": say("product.see_cart"),
}


def _words() -> tuple[rx.Component, rx.Component]:
    return (
        rx.el.span(say("frame.cart"), rx.el.span(CartState.holds, class_name="unseen")),
        rx.el.span(
            rx.cond(CartState.count > 0, CartState.count.to(str), ""),
            aria_hidden="true",
            class_name=rx.cond(CartState.count > 0, "cart-count figures", "cart-count cart-count-none"),
        ),
    )
