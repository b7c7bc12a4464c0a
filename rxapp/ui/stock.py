"""How many there are of a product that is counted."""

import reflex as rx

from rxapp.shop.catalog import Product
from rxapp.states.cart import CartState


def stock_left(product: Product, class_name: str) -> rx.Component:
    """Nothing while there are many. It comes once the page has asked, so its place is where it moves nothing."""
    if product.stock is None:
        return rx.fragment()
    said = CartState.stock.get(product.slug, "")
    return rx.cond(said != "", rx.el.span(said, class_name=f"stock {class_name}"))
