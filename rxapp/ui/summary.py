"""Named amounts under each other: what is paid, and what it is made of."""

import reflex as rx

from rxapp.shop.words import say
from rxapp.states.views import AmountView
from rxapp.ui.amount import amount


def summary(*rows: rx.Component, class_name: str = "") -> rx.Component:
    """A list of named amounts, aligned on the right."""
    return rx.el.dl(*rows, class_name=f"summary {class_name}")


def summary_row(
    name: rx.Component | rx.Var[str] | str,
    text: rx.Var[str] | str,
    test_id: str = "",
    class_name: str = "",
    **props: object,
) -> rx.Component:
    """One name and its amount."""
    return rx.el.div(
        rx.el.dt(name),
        rx.el.dd(amount(text=text, test_id=test_id)),
        class_name=f"summary-row {class_name}",
        **props,
    )


def rows_of(amounts: rx.Var[list[AmountView]], class_name: str = "") -> rx.Component:
    """One row for each amount in a list that changes."""
    return rx.foreach(
        amounts, lambda each: summary_row(_named(each), each.amount, class_name=f"appears {class_name}", key=each.key)
    )


def _named(amount: rx.Var[AmountView]) -> rx.Component:
    return rx.fragment(amount.name, rx.cond(amount.why != "", rx.fragment(say("amounts.because", why=amount.why))))


def tax_rows(taxes: rx.Var[list[AmountView]], included: rx.Var[list[AmountView]]) -> rx.Component:
    """The taxes on top of the prices, then those that the prices have in them."""
    return rx.fragment(
        rx.foreach(
            taxes,
            lambda tax: summary_row(tax.name, tax.amount, test_id="tax", class_name="appears", key=tax.key),
        ),
        rx.foreach(
            included,
            lambda tax: summary_row(
                tax.name, tax.amount, test_id="tax-included", class_name="appears summary-part", key=tax.key
            ),
        ),
    )


def discount_rows(discount: rx.Var[str], deductions: rx.Var[list[AmountView]]) -> rx.Component:
    """The discount, when there is one, and the parts it is made of."""
    return rx.cond(
        discount != "",
        rx.fragment(
            summary_row(
                say("amounts.discount"),
                discount,
                test_id="discount",
                class_name="summary-saving appears appears-saving",
            ),
            rows_of(deductions, "summary-part"),
        ),
    )
