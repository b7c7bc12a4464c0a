"""The order, like a printed receipt."""

import reflex as rx

from rxapp.shop.catalog import CATALOG
from rxapp.states.cart import CartState
from rxapp.states.order import OrderState
from rxapp.states.views import OrderLineView
from rxapp.ui.hood import hood
from rxapp.ui.links import page_link
from rxapp.ui.page import Page
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
            rx.fragment(rx.el.h1("Your order", class_name="unseen"), _blank_receipt()),
        ),
        hood(),
        class_name="complete",
    )


def _receipt() -> rx.Component:
    return rx.fragment(
        rx.cond(OrderState.plan != "", _welcome(), _thanks()),
        _paper(rx.cond(OrderState.plan != "", "Joined", "Paid"), "Receipt"),
        rx.el.p("You find it again under ", page_link("Your orders", href="/orders"), ".", class_name="quiet small"),
        rx.cond(
            OrderState.plan != "",
            page_link("See or leave your membership", href="/membership", class_name="button button-plain"),
        ),
        page_link("Back to the shelf", href="/", class_name="button button-plain"),
    )


def _paper(stamp: rx.Var[str] | str, label: str) -> rx.Component:
    return rx.el.div(
        rx.el.article(_head(stamp), _facts(), _lines(), _totals(), aria_label=label, class_name="receipt"),
        class_name="receipt-shadow",
    )


def _unpaid_receipt() -> rx.Component:
    return rx.fragment(
        rx.cond(OrderState.on_its_way, _on_its_way(), _failed()),
        _paper(rx.cond(OrderState.on_its_way, "Placed", "Not paid"), "Your order"),
        rx.el.p("You find it again under ", page_link("Your orders", href="/orders"), ".", class_name="quiet small"),
        page_link("Back to the shelf", href="/", class_name="button button-plain"),
    )


def _on_its_way() -> rx.Component:
    return rx.fragment(
        rx.el.h1("Thank you"),
        rx.el.p(
            "Your order is placed, and your payment is on its way. A bank takes some days to send the money. "
            "We'll pack once it's here, and until then nothing about the order can change.",
            role="status",
            class_name="notice notice-warn",
        ),
    )


def _failed() -> rx.Component:
    return rx.fragment(
        rx.el.h1("This order isn't paid"),
        rx.el.p(
            "Your bank didn't send the money, so nothing was packed and nothing is owed. What you have put into your "
            "cart since is still there.",
            role="status",
            class_name="notice notice-warn",
        ),
    )


def _thanks() -> rx.Component:
    return rx.fragment(
        rx.el.h1("Thank you"),
        rx.el.p("Your order is with us. We'll pack it by hand.", class_name="quiet"),
    )


def _welcome() -> rx.Component:
    return rx.fragment(
        rx.el.h1("Welcome to the ", OrderState.plan),
        rx.el.p("Your trial runs until ", OrderState.trial_ends, ". Nothing is paid before.", class_name="quiet"),
    )


def _head(stamp: rx.Var[str] | str) -> rx.Component:
    return rx.el.header(
        rx.el.p(CATALOG.store, class_name="receipt-store serif"),
        rx.el.p(stamp, class_name="stamp serif"),
        class_name="receipt-head",
    )


def _facts() -> rx.Component:
    return rx.el.dl(
        rx.cond(OrderState.number != "", _fact("Order", OrderState.number, test_id="order-number")),
        _fact("Date", OrderState.paid_on),
        rx.cond(OrderState.email != "", _fact("For", OrderState.email)),
        rx.cond(
            OrderState.plan != "",
            rx.fragment(
                _fact("Free until", OrderState.trial_ends, test_id="trial-ends"),
                _fact("Then", OrderState.follows, test_id="follows"),
            ),
        ),
        rx.cond(OrderState.destination != "", _fact("To", OrderState.destination, test_id="destination")),
        class_name="receipt-facts",
    )


def _fact(name: str, text: rx.Var[str], test_id: str = "") -> rx.Component:
    attributes = {"data-testid": test_id} if test_id else {}
    return rx.el.div(rx.el.dt(name), rx.el.dd(text, custom_attrs=attributes))


def _lines() -> rx.Component:
    return rx.el.ul(rx.foreach(OrderState.lines, _line), class_name="receipt-lines")


def _line(line: rx.Var[OrderLineView]) -> rx.Component:
    return rx.el.li(
        rx.el.span(line.quantity, " × ", class_name="receipt-quantity figures"),
        rx.el.span(
            line.name,
            rx.cond(line.present, rx.el.span("A present", class_name="receipt-present quiet small")),
            class_name="receipt-name",
        ),
        rx.el.span(line.amount, class_name="figures"),
        key=rx.cond(line.present, "present", line.name),
    )


def _totals() -> rx.Component:
    return summary(
        rx.cond(OrderState.plan == "", summary_row("Subtotal", OrderState.subtotal, test_id="subtotal")),
        discount_rows(OrderState.discount, OrderState.deductions),
        rx.cond(
            OrderState.shipping_name != "",
            summary_row(OrderState.shipping_name, OrderState.shipping_amount, test_id="shipping"),
        ),
        tax_rows(OrderState.taxes, OrderState.taxes_included),
        rx.cond(
            OrderState.plan != "",
            rx.fragment(
                summary_row("Paid", OrderState.total, test_id="total", class_name="summary-total"),
                summary_row(f"Due {OrderState.trial_ends}", OrderState.due_later, test_id="due-later"),
            ),
            summary_row("Total", OrderState.total, test_id="total", class_name="summary-total"),
        ),
    )


def _waiting() -> rx.Component:
    return rx.fragment(
        rx.el.h1("Nearly there"),
        rx.el.p(
            "We're confirming your payment. Your order appears here as soon as it's done.",
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
            "kyusu-teapot",
            "Paid",
            f"Your order is {OrderState.paid_here}. "
            "We can't show its details here because your browser let go of your cart.",
        ),
        nothing_here(
            "kyusu-teapot",
            "No order here",
            "This browser has no such order. An order is shown only where it was placed.",
        ),
    )


PAGES = (
    Page(
        route="/complete",
        title=f"Your order – {CATALOG.store}",
        description="Your receipt.",
        found=False,
        component=page,
        on_load=(OrderState.load, CartState.load),
    ),
)
