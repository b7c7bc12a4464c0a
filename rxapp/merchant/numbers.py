"""A merchant's figures: what came in, day by day and by product, each as a chart and as a table."""

import reflex as rx

from rxapp.merchant.frame import NUMBERS, frame, merchant_page
from rxapp.merchant.numbers_state import NumbersState
from rxapp.merchant.numbers_writing import GAP, TALL, WIDE, BarView, DayView, SoldView, TotalView
from rxapp.orders.numbers import PERIODS
from rxapp.ui.placeholders import skeleton_rows

CSV = "/api/merchant/numbers.csv"
OF_DAYS = ("Day", "Orders", "Revenue", "Discounts", "Refunded", "Opened to paid")


def page() -> rx.Component:
    """The figures of the chosen days; a store without any says so in a sentence."""
    return frame(
        NUMBERS,
        rx.el.h1("Numbers"),
        rx.el.div(*(_period(days) for days in PERIODS), role="group", aria_label="Which days", class_name="chips"),
        rx.cond(
            NumbersState.loaded,
            rx.cond(
                NumbersState.sells,
                rx.el.div(_totals(), _days(), *_tables(), class_name="counter-parts"),
                rx.el.p("Nothing was sold in these days.", role="status", class_name="notice"),
            ),
            skeleton_rows(4),
        ),
        rx.cond(NumbersState.elsewhere != "", rx.el.p(NumbersState.elsewhere, class_name="quiet small")),
    )


def _period(days: int) -> rx.Component:
    return rx.el.button(
        f"{days} days",
        type="button",
        aria_pressed=rx.cond(NumbersState.days == days, "true", "false"),
        on_click=NumbersState.choose(days),
        class_name="chip",
    )


def _totals() -> rx.Component:
    return rx.el.dl(rx.foreach(NumbersState.totals, _total), class_name="totals")


def _total(one: rx.Var[TotalView]) -> rx.Component:
    return rx.el.div(
        rx.el.dt(one.name),
        rx.el.dd(one.figure, class_name="figures serif"),
        rx.cond(one.note != "", rx.el.dd(one.note, class_name="quiet small")),
        key=one.name,
    )


def _days() -> rx.Component:
    return rx.el.section(
        _head("Per day", "days"),
        rx.el.figure(
            rx.el.figcaption("Revenue, in UTC days", class_name="quiet small"),
            rx.el.div(
                rx.el.span(NumbersState.top), rx.el.span("0"), aria_hidden="true", class_name="axis figures small"
            ),
            rx.el.svg(
                rx.foreach(NumbersState.bars, _bar),
                role="img",
                aria_label=NumbersState.chart,
                view_box=f"0 0 {NumbersState.days * WIDE} {TALL}",
                preserve_aspect_ratio="none",
                class_name="bars",
            ),
            rx.el.div(
                rx.el.span(NumbersState.first),
                rx.el.span(NumbersState.last),
                aria_hidden="true",
                class_name="ends small",
            ),
            class_name="chart",
        ),
        rx.el.details(
            rx.el.summary("As a table", class_name="link-button"),
            _table("Per day", OF_DAYS, rx.foreach(NumbersState.rows, _day)),
        ),
        aria_label="Per day",
    )


def _bar(one: rx.Var[BarView]) -> rx.Component:
    return rx.el.svg.rect(
        rx.el.svg.title(one.says),
        x=one.x,
        y=one.y,
        width=WIDE - 2 * GAP,
        height=one.height,
        key=one.key,
    )


def _day(one: rx.Var[DayView]) -> rx.Component:
    cells = (one.orders, one.revenue, one.discount, one.refunded, one.opened)
    return rx.el.tr(rx.el.th(one.day, scope="row"), *(rx.el.td(cell) for cell in cells), key=one.key)


def _tables() -> list[rx.Component]:
    return [
        _sold("Products", "products", NumbersState.products, "No product was sold in these days."),
        _sold("Add-ons", "add_ons", NumbersState.add_ons, "No add-on was bought in these days."),
        _sold("Codes and other discounts", "discounts", NumbersState.discounts, "Nothing was taken off in these days."),
    ]


def _sold(name: str, of: str, rows: rx.Var[list[SoldView]], nothing: str) -> rx.Component:
    pieces = ("Pieces",) if of == "products" else ()
    return rx.el.section(
        _head(name, of),
        rx.cond(
            rows.length() > 0,
            _table(name, ("Name", "Orders", *pieces, "Amount"), rx.foreach(rows, lambda one: _line(one, bool(pieces)))),
            rx.el.p(nothing, class_name="quiet"),
        ),
        aria_label=name,
    )


def _line(one: rx.Var[SoldView], with_pieces: bool) -> rx.Component:
    bar = rx.el.svg(
        rx.el.svg.rect(width=one.share, height=6),
        view_box=f"0 0 {TALL} 6",
        preserve_aspect_ratio="none",
        aria_hidden="true",
        class_name="share",
    )
    return rx.el.tr(
        rx.el.th(one.name, bar, scope="row"),
        rx.el.td(one.orders),
        *((rx.el.td(one.quantity),) if with_pieces else ()),
        rx.el.td(one.amount),
        key=one.key,
    )


def _table(name: str, heads: tuple[str, ...], rows: rx.Component) -> rx.Component:
    """As wide as it must be: on a narrow screen it is moved within its frame, also by keyboard."""
    return rx.el.div(
        rx.el.table(
            rx.el.thead(rx.el.tr(*(rx.el.th(head, scope="col") for head in heads))),
            rx.el.tbody(rows),
            aria_label=name,
            class_name="numbers figures",
        ),
        role="region",
        aria_label=f"{name}, as a table",
        tab_index=0,
        class_name="table-frame",
    )


def _head(name: str, of: str) -> rx.Component:
    return rx.el.div(
        rx.el.h2(name),
        rx.el.a(
            "CSV",
            href=f"{CSV}?days={NumbersState.days}&of={of}",
            download=True,
            aria_label=f"{name} as CSV",
            custom_attrs={"reloadDocument": True},  # it is a file, and no page of ours
        ),
        class_name="part-head",
    )


PAGES = (merchant_page(NUMBERS, "Numbers", page, NumbersState.load),)
