"""The payment form, bound to the state of its page, in the store's own look and words."""

import reflex as rx
from reflex.style import resolved_color_mode

from rxapp.shop.language import LANGUAGE
from rxapp.shop.words import room
from rxapp.states.payment import PaymentState
from rxapp.stripe_elements.component import StripeCheckout
from rxapp.ui.connection import CONNECTED

FONTS = [{"family": "Inter", "src": "/fonts/inter.woff2", "weight": "400 700"}]
WORDS = room("payment_form")


def payment_form(state: type[PaymentState], *above: rx.Component, label: rx.Var[str] | str) -> rx.Component:
    """The payment form of a page, bound to the page's state; `above` stands right above Pay."""
    return StripeCheckout.create(
        *above,
        publishable_key=state.publishable_key,
        stripe_js_url=state.stripe_js_url,
        locale=LANGUAGE,
        client_secret=state.client_secret,
        email=state.email,
        account_email=state.account_email,
        label=label,
        amount=state.amount,
        trial_days=state.trial_days,
        revision=state.revision,
        synced_revision=state.synced_revision,
        placing=state.placing,
        closed_because=state.closed_because,
        refusal=state.refusal,
        tries=state.tries,
        hydrated=state.is_hydrated,
        connected=CONNECTED,
        dark=resolved_color_mode == "dark",
        return_url="/complete",
        fonts=FONTS,
        words=WORDS,
        on_open=state.open_form,
        on_sync=state.sync,
        on_trouble=state.report,
        on_place=state.place,
        on_release=state.release,
        on_session=state.check_session,
    )
