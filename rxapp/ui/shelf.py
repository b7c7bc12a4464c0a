"""Products side by side on a shelf: every picture stands on the same line. One with much on it is searched."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import reflex as rx

from rxapp.shop.catalog import Product
from rxapp.shop.money import written
from rxapp.shop.words import say
from rxapp.ui.links import page_link
from rxapp.ui.picture import picture
from rxapp.ui.stock import stock_left

MUCH = 12  # what can be seen at a glance
_JSX = rx.asset("shelf_finder.jsx", shared=True)
rx.asset("shelf_finder.css", shared=True)


class ShelfFinder(rx.Component):
    """Shows those of its children that fit what is sought."""

    library = _JSX.importable_path
    tag = "ShelfFinder"

    things: rx.Var[list[dict[str, str]]]
    kinds: rx.Var[list[str]]
    texts: rx.Var[dict[str, str]]
    found: rx.Var[list[str]]


def shelf(products: Iterable[Product], currency: str) -> rx.Component:
    """A shelf as wide as the page allows; what doesn't fit goes on the next one below."""
    return rx.el.ul(*(_thing(product, currency) for product in products), class_name="shelf")


def whole_shelf(products: Sequence[Product], currency: str) -> rx.Component:
    """All that is sold; with a search above it, and its kinds, once it is more than can be seen at a glance."""
    if len(products) <= MUCH:
        return shelf(products, currency)
    return ShelfFinder.create(
        *(_thing(product, currency) for product in products),
        things=[{"kind": kind_of(one), "text": f"{one.name} {one.kind} {one.summary}"} for one in products],
        kinds=kinds_of(products),
        texts={name: say(f"shelf.{name}") for name in ("search", "kinds", "all")},
        found=[say("shelf.found", count=count) for count in range(len(products) + 1)],
    )


def kind_of(product: Product) -> str:
    """What it is, without its size: *Green tea* of *Green tea, 80 g*."""
    return re.split(r"[,、，;(（]|\s*\d", product.kind)[0].strip()


def kinds_of(products: Iterable[Product]) -> list[str]:
    """The kinds of which there are several, in the order of the shelf."""
    return [kind for kind, number in Counter(map(kind_of, products)).items() if kind and number > 1]


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
