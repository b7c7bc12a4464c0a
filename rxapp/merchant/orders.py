"""Orders as they come in, and the ways to find one."""

import reflex as rx

from rxapp.merchant.frame import ORDERS, frame, look_again, merchant_page
from rxapp.merchant.sales_state import ALL, SalesState
from rxapp.merchant.views import SaleView
from rxapp.merchant.writing import STANDINGS
from rxapp.ui.links import page_link
from rxapp.ui.placeholders import skeleton_rows
from rxapp.ui.problem import Problem, problem_id

SECONDS = 5.0  # between two looks for what is new


def page() -> rx.Component:
    """The list, a page at a time; the newest come by themselves."""
    return frame(
        ORDERS,
        look_again(seconds=SECONDS, on_look=SalesState.look_again),
        rx.el.h1("Orders"),
        _search(),
        rx.cond(
            SalesState.loaded,
            rx.cond(SalesState.sales.length() > 0, _list(), _nothing()),
            skeleton_rows(5),
        ),
        rx.cond(SalesState.earlier | SalesState.more, _pages()),
    )


def _search() -> rx.Component:
    return rx.el.div(
        rx.el.form(
            rx.el.label(
                "Find an order by number, e-mail, product or total",
                html_for="order-search",
                class_name="field-label",
            ),
            rx.el.div(
                rx.el.input(
                    id="order-search",
                    name="text",
                    type="search",
                    auto_complete="off",
                    max_length=200,
                    default_value=SalesState.text,
                    aria_describedby=problem_id("order-search"),
                    class_name="field-input",
                ),
                rx.el.button("Search", type="submit", class_name="button button-plain"),
                class_name="search-row",
            ),
            on_submit=lambda form: SalesState.search(form.to(dict[str, str])["text"]),
            class_name="field",
        ),
        rx.el.div(
            _chip(ALL, "All"),
            *(_chip(standing, word) for standing, word in STANDINGS.items()),
            role="group",
            aria_label="Which orders",
            class_name="chips",
        ),
        Problem.create(id=problem_id("order-search"), message=SalesState.problem),
        role="search",
        class_name="order-search",
    )


def _chip(standing: str, word: str) -> rx.Component:
    return rx.el.button(
        word,
        type="button",
        aria_pressed=rx.cond(SalesState.standing == standing, "true", "false"),
        on_click=SalesState.choose(standing),
        class_name="chip",
    )


def _list() -> rx.Component:
    return rx.el.ul(rx.foreach(SalesState.sales, _row), aria_label="Orders", class_name="sales")


def _row(one: rx.Var[SaleView]) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            rx.cond(
                one.href != "",
                page_link(one.number, href=one.href, class_name="serif sale-number"),
                rx.el.span("No number yet", class_name="serif sale-number quiet"),
            ),
            standing_tag(one.standing, one.tone),
            class_name="sale-name",
        ),
        rx.el.span(one.total, class_name="figures sale-total"),
        rx.el.span(one.what, class_name="quiet small sale-what"),
        rx.el.span(one.who, class_name="quiet small sale-who"),
        rx.el.span(one.when, class_name="quiet small figures sale-when"),
        key=one.key,
        class_name="sale",
    )


def standing_tag(word: rx.Var[str] | str, tone: rx.Var[str] | str) -> rx.Component:
    """How an order stands: a word on a ground of its own."""
    return rx.el.span(word, custom_attrs={"data-tone": tone}, class_name="standing")


def _nothing() -> rx.Component:
    return rx.el.p(
        rx.cond(
            (SalesState.text == "") & (SalesState.standing == ALL),
            "Nothing is sold yet. Orders appear here as they come in.",
            "No order is like that.",
        ),
        role="status",
        class_name="notice",
    )


def _pages() -> rx.Component:
    return rx.el.nav(
        rx.cond(
            SalesState.earlier,
            rx.el.button("Newer", type="button", on_click=SalesState.newer, class_name="button button-plain"),
        ),
        rx.cond(
            SalesState.more,
            rx.el.button("Older", type="button", on_click=SalesState.older, class_name="button button-plain"),
        ),
        aria_label="Pages",
        class_name="order-pages",
    )


PAGES = (merchant_page(ORDERS, "Orders", page, SalesState.load),)
