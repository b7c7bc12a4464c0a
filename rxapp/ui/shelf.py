"""Products side by side on a shelf: every picture stands on the same line."""

from collections.abc import Iterable

import reflex as rx

from rxapp.shop.catalog import Product
from rxapp.shop.money import written
from rxapp.ui.links import page_link
from rxapp.ui.picture import picture
from rxapp.ui.stock import stock_left


def shelf(products: Iterable[Product], currency: str) -> rx.Component:
    """A shelf as wide as the page allows; what doesn't fit goes on the next one below."""
    return rx.el.ul(*(_thing(product, currency) for product in products), class_name="shelf")


def _thing(product: Product, currency: str) -> rx.Component:
    return rx.el.li(
        page_link(
            picture(product.slug, "shelf-picture", product.alt),
            rx.el.span(
                rx.el.span(product.name, class_name="shelf-name serif"),
                rx.el.span(product.kind, class_name="shelf-kind"),
                rx.el.span(written(product.price, currency), class_name="shelf-price figures"),
                stock_left(product, "shelf-stock"),
                class_name="shelf-label",
            ),
            href=f"/products/{product.slug}",
            class_name="shelf-link",
        ),
        class_name="shelf-thing",
    )
