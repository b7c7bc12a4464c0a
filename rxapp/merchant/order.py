"""One order: what was bought and paid, what became of it, and the way to give money back."""

import reflex as rx

from rxapp.merchant.frame import ORDERS, frame, look_again, merchant_page
from rxapp.merchant.order_words import REASONS
from rxapp.merchant.orders import SECONDS, standing_tag
from rxapp.merchant.sale_state import SaleState
from rxapp.merchant.views import RefundView, StepView
from rxapp.states.views import OrderLineView
from rxapp.ui.links import page_link
from rxapp.ui.placeholders import skeleton_rows
from rxapp.ui.problem import Problem, problem_id
from rxapp.ui.summary import discount_rows, summary, summary_row, tax_rows


def page() -> rx.Component:
    """The order on the left, what the merchant may do on the right, and its history under both."""
    return frame(
        ORDERS,
        look_again(seconds=SECONDS, on_look=SaleState.look_again),
        page_link("All orders", href=ORDERS, class_name="back-link"),
        rx.cond(
            SaleState.loaded,
            rx.cond(SaleState.found, _order(), rx.el.h1("No such order")),
            skeleton_rows(3),
        ),
    )


def _order() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.el.h1(SaleState.number),
            standing_tag(SaleState.standing, SaleState.tone),
            class_name="order-title",
        ),
        rx.cond(SaleState.flag != "", rx.el.p(SaleState.flag, class_name="notice notice-warn")),
        rx.el.div(_bought(), rx.el.div(_facts(), _refunds(), class_name="order-side"), class_name="order-columns"),
        _history(),
    )


def _bought() -> rx.Component:
    return rx.el.section(
        rx.el.h2("What was bought"),
        rx.el.ul(rx.foreach(SaleState.lines, _line), class_name="receipt-lines"),
        summary(
            summary_row("Subtotal", SaleState.subtotal, test_id="subtotal"),
            discount_rows(SaleState.discount, SaleState.deductions),
            rx.cond(SaleState.shipping_name != "", summary_row(SaleState.shipping_name, SaleState.shipping_amount)),
            tax_rows(SaleState.taxes, SaleState.taxes_included),
            summary_row("Paid", SaleState.total, test_id="total", class_name="summary-total"),
        ),
        class_name="card order-part",
    )


def _line(line: rx.Var[OrderLineView]) -> rx.Component:
    return rx.el.li(
        rx.el.span(line.quantity, " × ", class_name="receipt-quantity figures"),
        rx.el.span(line.name, class_name="receipt-name"),
        rx.el.span(line.amount, class_name="figures"),
        key=rx.cond(line.present, "present", line.name),
    )


def _facts() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Whose it is"),
        rx.el.dl(
            _fact("Paid", SaleState.placed),
            rx.cond(SaleState.email != "", _fact("For", SaleState.email)),
            rx.cond(SaleState.destination != "", _fact("To", SaleState.destination)),
            rx.cond(SaleState.payment != "", _fact("Payment", SaleState.payment)),
            class_name="receipt-facts",
        ),
        rx.el.a("See it at Stripe", href=SaleState.at_stripe, target="_blank", rel="noreferrer"),
        class_name="card order-part",
    )


def _fact(name: str, text: rx.Var[str]) -> rx.Component:
    return rx.el.div(rx.el.dt(name), rx.el.dd(text))


def _refunds() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Refund"),
        rx.cond(
            SaleState.refunds.length() > 0,
            rx.el.ul(rx.foreach(SaleState.refunds, _refund), aria_label="Refunds", class_name="refunds"),
        ),
        rx.cond(
            SaleState.left != "",
            rx.cond(SaleState.asking != "", _question(), _form()),
            rx.el.p("Nothing is left to give back.", class_name="quiet"),
        ),
        Problem.create(id=problem_id("refund"), message=SaleState.problem),
        rx.el.p(SaleState.said, role="status", class_name="refund-said"),
        class_name="card order-part",
    )


def _refund(one: rx.Var[RefundView]) -> rx.Component:
    return rx.el.li(
        rx.el.span(one.amount, class_name="figures"),
        standing_tag(one.standing, one.tone),
        rx.el.span(one.when, class_name="quiet small figures"),
        rx.cond(one.reason != "", rx.el.span(one.reason, class_name="quiet small refund-why")),
        rx.cond(one.said != "", rx.el.span(one.said, class_name="small refund-why")),
        key=one.key,
    )


def _form() -> rx.Component:
    return rx.el.form(
        rx.el.div(
            rx.el.label("Amount, up to ", SaleState.left, html_for="refund-amount", class_name="field-label"),
            rx.el.input(
                id="refund-amount",
                name="amount",
                type="text",
                input_mode="decimal",
                auto_complete="off",
                max_length=40,
                default_value=SaleState.left_typed,
                key=SaleState.left_typed,
                aria_describedby=problem_id("refund"),
                aria_invalid=SaleState.problem != "",
                class_name="field-input",
            ),
            class_name="field",
        ),
        rx.el.div(
            rx.el.label("Reason", html_for="refund-reason", class_name="field-label"),
            rx.el.select(
                *(rx.el.option(word, value=reason) for reason, word in REASONS.items()),
                id="refund-reason",
                name="reason",
                class_name="field-input",
            ),
            class_name="field",
        ),
        rx.el.button("Refund…", type="submit", class_name="button button-plain button-wide"),
        on_submit=SaleState.ask,
        class_name="refund-form",
    )


def _question() -> rx.Component:
    """The harmless answer comes first: whoever presses twice, or Enter, lands on it."""
    return rx.el.div(
        rx.el.p(SaleState.asking),
        rx.el.button("No, keep it", type="button", on_click=SaleState.keep, class_name="button button-plain"),
        rx.el.button(
            "Yes, give it back",
            type="button",
            aria_disabled=SaleState.busy,
            on_click=SaleState.refund,
            class_name="button button-accent",
        ),
        role="group",
        aria_label=SaleState.asking,
        class_name="refund-question",
    )


def _history() -> rx.Component:
    return rx.el.section(
        rx.el.h2("How it came about"),
        rx.el.ol(rx.foreach(SaleState.history, _step), class_name="history"),
        class_name="order-history",
    )


def _step(step: rx.Var[StepView]) -> rx.Component:
    return rx.el.li(
        rx.el.span(step.when, class_name="quiet small figures history-when"),
        rx.el.span(step.what, class_name="history-what"),
        rx.el.span(step.total, class_name="figures history-total"),
        rx.el.span(step.detail, class_name="quiet small history-detail"),
        key=step.key,
    )


PAGES = (merchant_page("/merchant/order", "Order", page, SaleState.load),)
