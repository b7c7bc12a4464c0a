"""In a test store: which of Stripe's two ways the cart is paid."""

import reflex as rx

from rxapp.states.checkout import CheckoutState
from rxapp.states.shop import ShopState
from rxapp.ui.problem import problem_beside, problem_id


def flow_switch() -> rx.Component:
    """A quiet line at the foot of the payment; not there where payments are real."""
    return rx.cond(
        ShopState.test_store & CheckoutState.loaded,
        rx.el.div(
            rx.el.label(
                rx.el.span("Pay through", class_name="quiet small"),
                rx.el.select(
                    rx.el.option("Checkout Session", value="checkout_session"),
                    rx.el.option("Payment Intent", value="payment_intent"),
                    value=CheckoutState.flow,
                    on_change=CheckoutState.choose_flow,
                    aria_describedby=problem_id("flow"),
                    class_name="field-input",
                ),
                class_name="flow-switch",
            ),
            problem_beside("flow", CheckoutState.problems),
        ),
    )
