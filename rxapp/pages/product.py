"""One product: what it is, what it costs, and the way into the cart."""

from collections.abc import Sequence

import reflex as rx

from rxapp.shop.cart import AT_LEAST
from rxapp.shop.catalog import CATALOG, Product
from rxapp.shop.money import written
from rxapp.shop.words import pieces, say
from rxapp.states.cart import CartState
from rxapp.ui.links import page_link
from rxapp.ui.page import Page, drawn_by, named
from rxapp.ui.picture import picture
from rxapp.ui.placeholders import needs_script
from rxapp.ui.problem import problem_beside, problem_id
from rxapp.ui.shelf import shelf
from rxapp.ui.shell import shell
from rxapp.ui.stepper import stepper
from rxapp.ui.stock import stock_left

NEIGHBOURS = 4


def page(product: Product) -> rx.Component:
    """The static page of a product; only the button and its answer are live."""
    return shell(
        rx.el.article(
            picture(product.drawing, "product-picture", _alt(product)),
            rx.el.div(
                _words(product),
                _sizes(product),
                _add_to_cart(product),
                rx.el.p(product.story, class_name="product-story"),
                class_name="product-card",
            ),
            class_name="product",
        ),
        _more(say("product.goes_with"), CATALOG.goes_with(product.slug)),
        _more(say("product.next"), _neighbours(product)),
    )


def _more(title: str, products: Sequence[Product]) -> rx.Component:
    if not products:
        return rx.fragment()
    return rx.el.section(rx.el.h2(title), shelf(products, CATALOG.currency), class_name="product-more")


def _alt(product: Product) -> str:
    return product.alt or CATALOG.by_slug[product.drawing].alt


def _words(product: Product) -> rx.Component:
    return rx.fragment(
        rx.el.p(product.kind, stock_left(product, "product-stock"), class_name="product-kind"),
        rx.el.h1(product.name, class_name="product-name"),
        rx.el.p(product.summary, class_name="product-summary serif"),
    )


def _sizes(product: Product) -> rx.Component:
    """The way from one size to the other."""
    other = CATALOG.other_size(product.slug)
    if other is None:
        return rx.fragment()
    small, large = sorted((product, other), key=lambda size: size.large_of != "")
    return rx.el.nav(
        _size(say("product.small"), small, product),
        _size(say("product.large"), large, product),
        aria_label=say("product.size"),
        class_name="sizes",
    )


def _size(name: str, size: Product, shown: Product) -> rx.Component:
    return page_link(
        name,
        rx.el.span(written(size.price, CATALOG.currency), class_name="figures"),
        href=f"/products/{size.slug}",
        class_name="size",
        **({"aria_current": "page"} if size == shown else {}),
    )


def _add_to_cart(product: Product) -> rx.Component:
    return rx.el.form(
        rx.el.div(
            rx.el.p(written(product.price, CATALOG.currency), class_name="product-price figures"),
            stepper(
                name="quantity",
                label=product.name,
                quantity=AT_LEAST,
                problem=CartState.problems.get(product.slug, ""),
                described_by=problem_id(product.slug),
            ),
            class_name="product-quantity",
        ),
        rx.el.button(say("product.add"), type="submit", class_name="button button-accent"),
        rx.el.p(
            rx.cond(
                CartState.added == product.slug,
                rx.el.span(_tick(), *pieces("product.added", cart=_see_cart()), class_name="added"),
            ),
            role="status",
            class_name="product-status",
        ),
        problem_beside(product.slug, CartState.problems),
        problem_beside("checkout", CartState.problems),
        needs_script(),
        on_submit=lambda form: CartState.add(product.slug, form.to(dict[str, str])["quantity"]),
        no_validate=True,
        class_name="product-action",
    )


def _see_cart() -> rx.Component:
    return page_link(say("product.see_cart"), href="/cart")


def _tick() -> rx.Component:
    return rx.el.svg(rx.el.path(d="M3 8.5l3.2 3.2L13 4.6"), view_box="0 0 16 16", class_name="tick", aria_hidden="true")


def _neighbours(product: Product) -> list[Product]:
    """The products that follow, starting again at the first; without those that go with it and are shown already."""
    products = CATALOG.shelf
    start = products.index(CATALOG.by_slug[product.drawing]) + 1
    following = [*products[start:], *products[: start - 1]]
    return [other for other in following if other not in CATALOG.goes_with(product.slug)][:NEIGHBOURS]


PAGES = tuple(
    Page(
        route=f"/products/{product.slug}",
        title=named(product.name),
        description=product.summary,
        picture=product.drawing,
        component=drawn_by(page, product),
        on_load=(CartState.load,),
    )
    for product in CATALOG.products
)
