"""The order, like a printed receipt."""

import reflex as rx

from rxapp.shop.catalog import CATALOG
from rxapp.shop.words import pieces, say
from rxapp.states.cart import CartState
from rxapp.states.order import OrderState
from rxapp.states.views import OrderLineView
from rxapp.ui.hood import hood
from rxapp.ui.links import page_link
from rxapp.ui.page import Page, named
from rxapp.ui.picture import illustration
from rxapp.ui.placeholders import nothing_here, skeleton_rows
from rxapp.ui.shell import shell
from rxapp.ui.summary import discount_rows, summary, summary_row, tax_rows


def page() -> rx.Component:
    """The receipt, or why there is none."""
    return shell(
        rx.cond(
            OrderState.loaded,
            rx.cond(
                OrderState.found,
                _receipt(),
                rx.cond(
                    OrderState.on_its_way | OrderState.failed,
                    _unpaid_receipt(),
                    rx.cond(OrderState.waiting, _waiting(), _no_order()),
                ),
            ),
            rx.fragment(rx.el.h1(say("order.title"), class_name="unseen"), _blank_receipt()),
        ),
        hood(),
        class_name="complete",
    )


def _receipt() -> rx.Component:
    return rx.fragment(
        rx.cond(OrderState.plan != "", _welcome(), _thanks()),
        _paper(_stamp(), say("order.receipt")),
        _where_it_is_found(),
        rx.cond(
            OrderState.plan != "",
            page_link(say("order.membership"), href="/membership", class_name="button button-plain"),
        ),
        page_link(say("frame.to_the_shelf"), href="/", class_name="button button-plain"),
    )


def _stamp() -> rx.Var[str]:
    paid = rx.cond(OrderState.all_refunded, say("order.refunded"), say("order.paid"))
    return rx.cond(OrderState.plan != "", say("order.joined"), paid)


def _paper(stamp: rx.Var[str] | str, label: str) -> rx.Component:
    return rx.el.div(
        rx.el.article(_head(stamp), _facts(), _lines(), _totals(), aria_label=label, class_name="receipt"),
        class_name="receipt-shadow",
    )


def _unpaid_receipt() -> rx.Component:
    return rx.fragment(
        rx.cond(OrderState.on_its_way, _on_its_way(), _failed()),
        _paper(rx.cond(OrderState.on_its_way, say("order.placed"), say("order.not_paid")), say("order.title")),
        _where_it_is_found(),
        page_link(say("frame.to_the_shelf"), href="/", class_name="button button-plain"),
    )


def _where_it_is_found() -> rx.Component:
    orders = page_link(say("frame.orders"), href="/orders")
    return rx.el.p(*pieces("order.find_again", orders=orders), class_name="quiet small")


def _on_its_way() -> rx.Component:
    return rx.fragment(
        rx.el.h1(say("order.thanks")),
        rx.el.p(
            say("order.money_on_its_way"),
            role="status",
            class_name="notice notice-warn",
        ),
    )


def _failed() -> rx.Component:
    return rx.fragment(
        rx.el.h1(say("order.failed")),
        rx.el.p(
            say("order.failed_more"),
            role="status",
            class_name="notice notice-warn",
        ),
    )


def _thanks() -> rx.Component:
    return rx.fragment(
        rx.el.h1(say("order.thanks")),
        rx.el.p(say("order.with_us"), class_name="quiet"),
    )


def _welcome() -> rx.Component:
    return rx.fragment(
        rx.el.h1(say("order.welcome", plan=OrderState.plan)),
        rx.el.p(say("order.trial_runs", day=OrderState.trial_ends), class_name="quiet"),
    )


def _head(stamp: rx.Var[str] | str) -> rx.Component:
    return rx.el.header(
        rx.el.p(CATALOG.store, class_name="receipt-store serif"),
        rx.el.p(stamp, class_name="stamp serif"),
        class_name="receipt-head",
    )


def _facts() -> rx.Component:
    return rx.el.dl(
        rx.cond(OrderState.number != "", _fact(say("order.number"), OrderState.number, test_id="order-number")),
        _fact(say("order.date"), OrderState.paid_on),
        rx.cond(OrderState.email != "", _fact(say("order.for"), OrderState.email)),
        rx.cond(
            OrderState.plan != "",
            rx.fragment(
                _fact(say("order.free_until"), OrderState.trial_ends, test_id="trial-ends"),
                _fact(say("order.then"), OrderState.follows, test_id="follows"),
            ),
        ),
        rx.cond(OrderState.destination != "", _fact(say("order.to"), OrderState.destination, test_id="destination")),
        class_name="receipt-facts",
    )


def _fact(name: str, text: rx.Var[str], test_id: str = "") -> rx.Component:
    attributes = {"data-testid": test_id} if test_id else {}
    return rx.el.div(rx.el.dt(name), rx.el.dd(text, custom_attrs=attributes))


def _lines() -> rx.Component:
    return rx.el.ul(rx.foreach(OrderState.lines, _line), class_name="receipt-lines")


def _line(line: rx.Var[OrderLineView]) -> rx.Component:
    return rx.el.li(
        rx.el.span(say("order.times", quantity=line.quantity), class_name="receipt-quantity figures"),
        rx.el.span(
            line.name,
            rx.cond(line.present, rx.el.span(say("cart.present"), class_name="receipt-present quiet small")),
            class_name="receipt-name",
        ),
        rx.el.span(line.amount, class_name="figures"),
        key=rx.cond(line.present, "present", line.name),
    )


def _totals() -> rx.Component:
    return summary(
        rx.cond(OrderState.plan == "", summary_row(say("amounts.subtotal"), OrderState.subtotal, test_id="subtotal")),
        discount_rows(OrderState.discount, OrderState.deductions),
        rx.cond(
            OrderState.shipping_name != "",
            summary_row(OrderState.shipping_name, OrderState.shipping_amount, test_id="shipping"),
        ),
        tax_rows(OrderState.taxes, OrderState.taxes_included),
        rx.cond(
            OrderState.plan != "",
            rx.fragment(
                summary_row(say("order.paid"), OrderState.total, test_id="total", class_name="summary-total"),
                summary_row(say("order.due_on", day=OrderState.trial_ends), OrderState.due_later, test_id="due-later"),
            ),
            summary_row(say("amounts.total"), OrderState.total, test_id="total", class_name="summary-total"),
        ),
        rx.cond(OrderState.refunded != "", summary_row(say("order.refunded"), OrderState.refunded, test_id="refunded")),
    )


def _waiting() -> rx.Component:
    return rx.fragment(
        rx.el.h1(say("order.waiting")),
        rx.el.p(
            say("order.waiting_more"),
            role="status",
            class_name="notice notice-warn",
        ),
        _blank_receipt(),
    )


def _blank_receipt() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.p(CATALOG.store, class_name="receipt-store serif"),
            skeleton_rows(5),
            class_name="receipt receipt-blank",
        ),
        class_name="receipt-shadow",
    )


def _no_order() -> rx.Component:
    return rx.cond(
        OrderState.paid_here != "",
        nothing_here(
            illustration("kyusu-teapot"),
            say("order.paid"),
            say("order.paid_here", number=OrderState.paid_here),
        ),
        nothing_here(
            illustration("kyusu-teapot"),
            say("order.none_here"),
            say("order.none_here_more"),
        ),
    )


PAGES = (
    Page(
        route="/complete",
        title=named(say("order.title")),
        description=say("order.description"),
        found=False,
        component=page,
        on_load=(OrderState.load, CartState.load),
    ),
)
