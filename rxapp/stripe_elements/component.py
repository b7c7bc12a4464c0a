"""The custom component around Stripe's own React elements; the README beside it says what it needs and asks."""

from typing import Annotated, Any

import reflex as rx
from reflex_base.components.component import field

STRIPE_JS = "@stripe/stripe-js@10.2.1"
REACT_STRIPE_JS = "@stripe/react-stripe-js@7.0.1"

_CHECKOUT = rx.asset("checkout.jsx", shared=True)
for _file in (
    "adjusting.js",
    "appearance.js",
    "checkout.css",
    "intent.jsx",
    "load_stripe.js",
    "pay_button.jsx",
    "payment_form.jsx",
    "use_exchange.js",
    "use_server_update.js",
    "watching.js",
    "words.js",
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
    locale: rx.Var[str] = field(doc="The language of Stripe's fields, such as `ja`; empty for the browser's.")
    client_secret: rx.Var[str] = field(doc="Opens the session or the intent in this browser; empty until there is one.")
    email: rx.Var[str] = field(doc="What the email field holds at first.")
    account_email: rx.Var[str] = field(doc="The email of whoever is signed in, which can't be typed over; else empty.")
    label: rx.Var[str] = field(doc="What stands on the Pay button.")
    amount: rx.Var[int] = field(doc="What is due now in minor units, to compare with Stripe's.")
    trial_days: rx.Var[int] = field(doc="How long what comes again is free, to compare with Stripe's; 0 for goods.")
    revision: rx.Var[int] = field(doc="The cart's latest revision.")
    synced_revision: rx.Var[int] = field(doc="The last revision that Stripe has confirmed.")
    placing: rx.Var[int] = field(doc="The revision whose payment may begin; 0 for none.")
    closed_because: rx.Var[str] = field(doc="Why nothing can be paid until something is changed; empty while it can.")
    refusal: rx.Var[Any] = field(doc="The server's latest no: its number, which grows, and its message.")
    tries: rx.Var[int] = field(doc="Grows when the shopper asks for another try beside a control.")
    hydrated: rx.Var[bool] = field(doc="False while the page reads its state again.")
    connected: rx.Var[bool] = field(doc="False while nothing reaches the store.")
    dark: rx.Var[bool] = field(doc="Whether the page is in its dark theme.")
    return_url: rx.Var[str] = field(doc="Where a Payment Intent's payment ends; the intent's id is added to it.")
    fonts: rx.Var[list[dict[str, str]]] = field(doc="Typefaces for Stripe's frames, as Stripe.js takes them.")
    words: rx.Var[dict[str, str]] = field(doc="What the form says, where it isn't what `words.js` says.")

    on_open: Annotated[rx.EventHandler, rx.event.no_args_event_spec]
    on_sync: Annotated[rx.EventHandler, rx.event.no_args_event_spec]
    on_trouble: Annotated[rx.EventHandler, rx.event.passthrough_event_spec(int, str)]  # pyright: ignore[reportCallIssue]
    on_place: Annotated[rx.EventHandler, rx.event.passthrough_event_spec(int, int)]  # pyright: ignore[reportCallIssue]
    on_release: Annotated[rx.EventHandler, rx.event.no_args_event_spec]
    on_session: Annotated[rx.EventHandler, rx.event.passthrough_event_spec(str, int, int)]  # pyright: ignore[reportCallIssue]
