"""The custom component around Stripe's own React elements, and its place on the checkout page."""

from typing import Annotated

import reflex as rx
from reflex.style import resolved_color_mode
from reflex_base.components.component import field

from rxapp.states.payment import PaymentState, RefusalView

STRIPE_JS = "@stripe/stripe-js@10.2.1"
REACT_STRIPE_JS = "@stripe/react-stripe-js@7.0.1"

_CHECKOUT = rx.asset("checkout.jsx", shared=True)
for _file in (
    "appearance.js",
    "intent.jsx",
    "load_stripe.js",
    "pay_button.jsx",
    "payment_form.jsx",
    "use_exchange.js",
    "use_server_update.js",
):
    rx.asset(_file, shared=True)  # imported by checkout.jsx from beside it


class StripeCheckout(rx.Component):
    """Stripe's Payment Element with the Pay button, kept at the cart's revision.

    By `runServerUpdate` for a Checkout Session, by `elements.fetchUpdates` for a Payment Intent.
    """

    library = _CHECKOUT.importable_path
    tag = "StripeCheckout"
    lib_dependencies: list[str] = [REACT_STRIPE_JS, STRIPE_JS]

    publishable_key: rx.Var[str] = field(doc="Stripe's key for browsers.")
    stripe_js_url: rx.Var[str] = field(doc="The local Stripe's script; empty for js.stripe.com.")
    client_secret: rx.Var[str] = field(doc="Opens the session or the intent in this browser; empty until there is one.")
    email: rx.Var[str] = field(doc="What the email field holds at first.")
    account_email: rx.Var[str] = field(doc="The email of whoever is signed in, which can't be typed over; else empty.")
    label: rx.Var[str] = field(doc="What stands on the Pay button.")
    amount: rx.Var[int] = field(doc="What is due now in minor units, to compare with Stripe's.")
    trial_days: rx.Var[int] = field(doc="How long what comes again is free, to compare with Stripe's; 0 for goods.")
    revision: rx.Var[int] = field(doc="The cart's latest revision.")
    synced_revision: rx.Var[int] = field(doc="The last revision that Stripe has confirmed.")
    placing: rx.Var[int] = field(doc="The revision whose payment may begin; 0 for none.")
    refusal: rx.Var[RefusalView] = field(doc="The server's latest no.")
    tries: rx.Var[int] = field(doc="Grows when the shopper asks for another try beside a control.")
    hydrated: rx.Var[bool] = field(doc="False while the page reads its state again.")
    connected: rx.Var[bool] = field(doc="False while nothing reaches the store.")
    dark: rx.Var[bool] = field(doc="Whether the page is in its dark theme.")

    on_open: Annotated[rx.EventHandler, rx.event.no_args_event_spec]
    on_sync: Annotated[rx.EventHandler, rx.event.no_args_event_spec]
    on_trouble: Annotated[rx.EventHandler, rx.event.passthrough_event_spec(int, str)]  # pyright: ignore[reportCallIssue]
    on_place: Annotated[rx.EventHandler, rx.event.passthrough_event_spec(int, int)]  # pyright: ignore[reportCallIssue]
    on_release: Annotated[rx.EventHandler, rx.event.no_args_event_spec]
    on_session: Annotated[rx.EventHandler, rx.event.passthrough_event_spec(str, int, int)]  # pyright: ignore[reportCallIssue]


def payment_form(state: type[PaymentState], label: rx.Var[str] | str, connected: rx.Var[bool]) -> rx.Component:
    """The payment form of a page, bound to the page's state."""
    return StripeCheckout.create(
        publishable_key=state.publishable_key,
        stripe_js_url=state.stripe_js_url,
        client_secret=state.client_secret,
        email=state.email,
        account_email=state.account_email,
        label=label,
        amount=state.amount,
        trial_days=state.trial_days,
        revision=state.revision,
        synced_revision=state.synced_revision,
        placing=state.placing,
        refusal=state.refusal,
        tries=state.tries,
        hydrated=state.is_hydrated,
        connected=connected,
        dark=resolved_color_mode == "dark",
        on_open=state.open_form,
        on_sync=state.sync,
        on_trouble=state.report,
        on_place=state.place,
        on_release=state.release,
        on_session=state.check_session,
    )
