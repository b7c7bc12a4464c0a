"""Under the hood: in a test store, a drawer that shows each update as it happens."""

from typing import Annotated, Any

import reflex as rx

from rxapp.settings import settings
from rxapp.shop.catalog import CATALOG
from rxapp.shop.currencies import CURRENCIES
from rxapp.states.checkout import CheckoutState
from rxapp.states.hood import HoodState
from rxapp.states.joining import JoinState
from rxapp.states.shop import ShopState
from rxapp.ui.guide import guide_button

_JSX = rx.asset("hood.jsx", shared=True)
for _file in ("kept_open.js", "drawer.jsx", "updates.js", "use_steps.js", "agreement.js"):
    rx.asset(_file, shared=True)  # imported from beside it; all but the first only once it is opened

TITLE = "Under the hood"
NOTHING_YET = "Change something, and see how the total gets to Stripe and back."
NOTE = (
    "Kept in the memory of this worker while the drawer is open, and in this tab. "
    "What another worker does for this checkout, such as to take a webhook, isn't here."
)
STRIPES_API = "https://api.stripe.com"


class HoodButton(rx.Component):
    """Opens the drawer and shuts it."""

    library = _JSX.importable_path
    tag = "HoodButton"


class Hood(rx.Component):
    """The drawer: what the server and this browser have done, and whether quote, Stripe and button agree."""

    library = _JSX.importable_path
    tag = "Hood"

    title: rx.Var[str]
    nothing_yet: rx.Var[str]
    note: rx.Var[str]
    steps: rx.Var[list[Any]]
    since: rx.Var[int]
    seen: rx.Var[int]
    looks: rx.Var[int]
    clock: rx.Var[float]
    hydrated: rx.Var[bool]
    revision: rx.Var[int]
    synced_revision: rx.Var[int]
    amount: rx.Var[int]
    total: rx.Var[str]
    currency: rx.Var[str]
    decimals: rx.Var[int]
    is_intent: rx.Var[bool]
    store_curl: rx.Var[str]
    stripe_api: rx.Var[str]
    on_look: Annotated[rx.EventHandler, rx.event.passthrough_event_spec(int)]
    on_close: Annotated[rx.EventHandler, rx.event.no_args_event_spec]


def hood_button() -> rx.Component:
    """The way to the drawer; not there where payments are real."""
    return rx.cond(ShopState.test_store, HoodButton.create(TITLE, class_name="link-button"))


def titled(title: str) -> rx.Component:
    """A page's title, and beside it in a test store the ways to its guide and under its hood."""
    ways = rx.el.div(guide_button("link-button"), hood_button(), class_name="checkout-ways")
    return rx.el.div(rx.el.h1(title), ways, class_name="checkout-title")


def hood(state: type[CheckoutState] | type[JoinState] | None = None) -> rx.Component:
    """The drawer of a page; on one without a payment form it only goes on with what has begun."""
    form = _of_form(state) if state else {}
    return rx.cond(
        ShopState.test_store,
        Hood.create(
            title=TITLE,
            nothing_yet=NOTHING_YET,
            steps=HoodState.steps,
            since=HoodState.since,
            seen=HoodState.seen,
            note=NOTE,
            looks=HoodState.looks,
            clock=HoodState.clock,
            hydrated=HoodState.is_hydrated,
            store_curl=f'curl {settings.origin}/api/checkout -b "kettle_cart=$CART_COOKIE"',
            on_look=HoodState.look,
            on_close=HoodState.close,
            **form,
        ),
    )


def _of_form(state: type[CheckoutState] | type[JoinState]) -> dict[str, Any]:
    return {
        "revision": state.revision,
        "synced_revision": state.synced_revision,
        "amount": state.amount,
        "total": state.total if issubclass(state, CheckoutState) else state.due_today,
        "currency": CATALOG.currency,
        "decimals": CURRENCIES[CATALOG.currency].decimals,
        "is_intent": state.flow == "payment_intent" if issubclass(state, CheckoutState) else False,
        "stripe_api": settings.api_base or STRIPES_API,
    }
