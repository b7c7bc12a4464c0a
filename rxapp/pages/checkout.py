"""The checkout: everything that can still change, beside the payment form that follows it."""

import reflex as rx

from rxapp.shop.catalog import CATALOG
from rxapp.shop.money import typed, written
from rxapp.shop.words import say
from rxapp.states.checkout import CheckoutState
from rxapp.states.views import AddOnView, SuggestionView
from rxapp.ui.amount import amount
from rxapp.ui.choice import choice, one_of
from rxapp.ui.code_field import code_field
from rxapp.ui.countdown import countdown
from rxapp.ui.destination import destination
from rxapp.ui.fold import fold
from rxapp.ui.guide import guide_of_checkout
from rxapp.ui.hood import hood, titled
from rxapp.ui.jump import jump
from rxapp.ui.lines import cart_lines
from rxapp.ui.order_links import why_empty
from rxapp.ui.page import Page, named
from rxapp.ui.payment_form import payment_form
from rxapp.ui.picture import illustration, picture_of
from rxapp.ui.placeholders import nothing_here, skeleton_rows
from rxapp.ui.present import present_line
from rxapp.ui.problem import problem_beside, problem_id, ways_on
from rxapp.ui.shell import shell
from rxapp.ui.summary import discount_rows, rows_of, summary, summary_row, tax_rows


def page() -> rx.Component:
    """The summary with its controls on the left, the payment on the right; under each other on a narrow screen."""
    return shell(
        rx.cond(
            CheckoutState.empty,
            nothing_here(illustration("pair-of-cups"), say("checkout.nothing"), say("checkout.empty"), why_empty()),
            rx.el.div(
                rx.el.div(
                    titled(say("checkout.title")),
                    rx.cond(CheckoutState.loaded, _order(), skeleton_rows(4)),
                    class_name="checkout-order",
                ),
                rx.el.section(
                    rx.el.h2(say("checkout.payment")),
                    payment_form(CheckoutState, _total(), label=say("checkout.pay", total=CheckoutState.total)),
                    rx.cond(CheckoutState.loaded, _parts()),
                    id="payment",
                    tab_index=-1,
                    aria_label=say("checkout.payment"),
                    class_name="card checkout-payment",
                ),
                class_name="checkout",
            ),
        ),
        rx.el.p(CheckoutState.announcement, role="status", class_name="unseen"),
        hood(CheckoutState),
        trying=guide_of_checkout(),
        look_again=CheckoutState.look_again,
        peeks=False,
    )


def _order() -> rx.Component:
    return ways_on(
        problem_beside("checkout", CheckoutState.problems),
        cart_lines(
            CheckoutState.lines,
            CheckoutState.problems,
            CheckoutState.set_quantity,
            CheckoutState.remove,
            CheckoutState.take_what_is_left,
            CheckoutState.swap_size,
        ),
        present_line(CheckoutState.present, CheckoutState.present_note),
        rx.foreach(CheckoutState.suggestion, _suggestion),
        _add_ons(),
        _donation(),
        rx.cond(CheckoutState.shipping.length() > 0, destination(CheckoutState)),
        _shipping(),
        fold(
            _promo_code(),
            name=say("checkout.add_promo_code"),
            needed=(CheckoutState.code != "") | CheckoutState.problems.contains("code"),
        ),
        _total_bar(),
        stuck=CheckoutState.stuck,
        undo=CheckoutState.undo_named,
        on_retry=CheckoutState.try_again,
        on_undo=CheckoutState.undo,
    )


def _add_ons() -> rx.Component:
    return rx.cond(
        CheckoutState.add_ons.length() > 0,
        rx.el.fieldset(
            rx.el.legend(say("checkout.extras"), class_name="legend serif"),
            rx.foreach(CheckoutState.add_ons, _add_on),
            class_name="choices",
        ),
    )


def _add_on(add_on: rx.Var[AddOnView]) -> rx.Component:
    return rx.el.div(
        choice(
            name=add_on.name,
            detail=add_on.detail,
            price=add_on.price,
            checked=add_on.on,
            problem=CheckoutState.problems.get(add_on.key, ""),
            refused=CheckoutState.problems.get("checkout", ""),
            described_by=problem_id(add_on.key),
            on_change=lambda on: CheckoutState.set_add_on(add_on.key, on),
        ),
        problem_beside(add_on.key, CheckoutState.problems),
        key=add_on.key,
    )


def _suggestion(product: rx.Var[SuggestionView]) -> rx.Component:
    return rx.el.aside(
        picture_of(product.picture, "line-picture"),
        rx.el.p(
            rx.el.span(say("checkout.goes_well_with", product=product.beside), class_name="quiet small"),
            rx.el.span(product.name, class_name="serif"),
            rx.el.span(product.price, class_name="small figures"),
            class_name="line-text",
        ),
        rx.el.button(
            say("checkout.add"),
            rx.el.span(" ", product.name, class_name="unseen"),
            type="button",
            on_click=CheckoutState.add_suggested(product.slug),
            class_name="button button-plain",
        ),
        aria_label=say("checkout.suggestion"),
        class_name="suggestion",
    )


def _donation() -> rx.Component:
    donation = CATALOG.donation
    if donation is None:
        return rx.fragment()
    form = rx.el.form(
        rx.el.label(say("checkout.donation"), html_for="donation", class_name="field-label"),
        rx.el.p(
            say(
                "checkout.donation_detail",
                name=donation.name,
                detail=donation.detail,
                step=written(donation.step, CATALOG.currency),
                most=written(donation.at_most, CATALOG.currency),
            ),
            id="donation-detail",
            class_name="quiet small",
        ),
        rx.el.div(
            rx.el.input(
                id="donation",
                name="donation",
                type="text",
                input_mode="decimal",
                auto_complete="off",
                placeholder=typed(0, CATALOG.currency),
                default_value=CheckoutState.donation,
                # after every answer, so that what stands here is what is charged
                key=f"{CheckoutState.donation} {CheckoutState.donations_answered}",
                aria_describedby=f"donation-detail {problem_id('donation')}",
                aria_invalid=CheckoutState.problems.get("donation", "") != "",
                class_name="field-input",
            ),
            rx.el.button(say("checkout.give"), type="submit", class_name="button button-plain"),
            class_name="promo-row",
        ),
        problem_beside("donation", CheckoutState.problems),
        on_submit=lambda form: CheckoutState.set_donation(form.to(dict[str, str])["donation"]),
        class_name="field donation",
    )
    given = (CheckoutState.donation != "") | CheckoutState.problems.contains("donation")
    return fold(form, name=say("checkout.add_donation"), needed=given)


def _shipping() -> rx.Component:
    return one_of(
        say("amounts.shipping"),
        rx.cond(
            CheckoutState.shipping_note != "",
            rx.el.p(CheckoutState.shipping_note, role="status", class_name="shipping-note quiet small"),
        ),
        control="shipping",
        options=CheckoutState.shipping,
        problems=CheckoutState.problems,
        on_change=CheckoutState.choose_shipping,
    )


def _promo_code() -> rx.Component:
    return code_field(
        rx.cond(
            CheckoutState.code_left > 0,
            countdown(left=CheckoutState.code_left, on_end=CheckoutState.end_offers),
        ),
        control="code",
        label=say("checkout.promo_code"),
        code=CheckoutState.code,
        problems=CheckoutState.problems,
        on_apply=CheckoutState.apply_code,
        on_remove=CheckoutState.remove_code,
    )


def _total() -> rx.Component:
    return summary(summary_row(say("amounts.total"), CheckoutState.total, test_id="total", class_name="summary-total"))


def _parts() -> rx.Component:
    """What the total is made of: under Pay, where a line that joins moves nothing that is used."""
    return rx.el.section(
        summary(
            rows_of(CheckoutState.added),
            summary_row(say("amounts.subtotal"), CheckoutState.subtotal, test_id="subtotal"),
            discount_rows(CheckoutState.discount, CheckoutState.deductions),
            summary_row(say("amounts.shipping"), CheckoutState.shipping_amount, test_id="shipping"),
            tax_rows(CheckoutState.taxes, CheckoutState.taxes_included),
        ),
        aria_label=say("amounts.summary"),
        class_name="checkout-parts",
    )


def _total_bar() -> rx.Component:
    """The total beside the controls that move it, and the way to the payment; once the card is in, Pay itself."""
    return rx.el.div(
        rx.el.span(say("amounts.total"), class_name="serif"),
        amount(text=CheckoutState.total),
        jump(say("checkout.to_payment"), to="payment", class_name="button button-accent total-bar-way"),
        rx.el.button(
            say("checkout.pay_short"),
            rx.el.span(" ", CheckoutState.total, class_name="unseen"),
            type="submit",
            form="payment-form",
            class_name="button button-accent total-bar-pay",
        ),
        class_name="total-bar",
    )


PAGES = (
    Page(
        route="/checkout",
        title=named(say("checkout.title")),
        description=say("checkout.description"),
        found=False,
        component=page,
        on_load=(CheckoutState.load,),
    ),
)
