"""One product: what it is, what it costs, and the way into the cart."""

import reflex as rx

from rxapp.shop.catalog import CATALOG, Product
from rxapp.shop.money import written
from rxapp.states.cart import CartState
from rxapp.ui.illustration import illustration
from rxapp.ui.links import page_link
from rxapp.ui.page import Page
from rxapp.ui.placeholders import needs_script
from rxapp.ui.problem import problem_beside, problem_id
from rxapp.ui.shelf import shelf
from rxapp.ui.shell import shell

NEIGHBOURS = 4


def page(product: Product) -> rx.Component:
    """The static page of a product; only the button and its answer are live."""
    return shell(
        rx.el.article(
            illustration(product.drawing, "product-picture"),
            rx.el.div(_words(product), _add_to_cart(product), class_name="product-card"),
            class_name="product",
        ),
        rx.el.section(
            rx.el.h2("Next on the shelf"),
            shelf(_neighbours(product), CATALOG.currency),
            class_name="product-more",
        ),
    )


def _words(product: Product) -> rx.Component:
    return rx.fragment(
        rx.el.p(product.kind, class_name="product-kind"),
        rx.el.h1(product.name, class_name="product-name"),
        rx.el.p(product.summary, class_name="product-summary serif"),
        rx.el.p(product.story, class_name="product-story"),
        rx.el.p(written(product.price, CATALOG.currency), class_name="product-price figures"),
    )


def _add_to_cart(product: Product) -> rx.Component:
    return rx.el.div(
        rx.el.button(
            "Add to cart",
            type="button",
            on_click=CartState.add(product.slug),
            aria_describedby=problem_id(product.slug),
            class_name="button button-accent",
        ),
        rx.el.p(
            rx.cond(
                CartState.added == product.slug,
                rx.el.span(_tick(), "Added. ", page_link("See your cart", href="/cart"), class_name="added"),
            ),
            role="status",
            class_name="product-status",
        ),
        problem_beside(product.slug, CartState.problems),
        needs_script(),
        class_name="product-action",
    )


def _tick() -> rx.Component:
    return rx.el.svg(rx.el.path(d="M3 8.5l3.2 3.2L13 4.6"), view_box="0 0 16 16", class_name="tick", aria_hidden="true")


def _neighbours(product: Product) -> list[Product]:
    """The products that follow, starting again at the first."""
    products = CATALOG.shelf
    start = products.index(CATALOG.by_slug[product.drawing]) + 1
    return [*products[start:], *products[: start - 1]][:NEIGHBOURS]


PAGES = tuple(
    Page(
        route=f"/products/{product.slug}",
        title=f"{product.name} – {CATALOG.store}",
        description=product.summary,
        picture=product.drawing,
        component=page(product),
        on_load=(CartState.load,),
    )
    for product in CATALOG.products
)
