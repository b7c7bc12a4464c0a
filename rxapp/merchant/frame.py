"""What surrounds every page behind the counter: who may see it, the ways between its pages, and the way out."""

from collections.abc import Callable
from typing import Annotated

import reflex as rx

from rxapp.merchant.access import AccessState
from rxapp.shop.catalog import CATALOG
from rxapp.states.shop import ShopState
from rxapp.ui.jump import jump
from rxapp.ui.links import page_link
from rxapp.ui.page import Page
from rxapp.ui.placeholders import skeleton_rows
from rxapp.ui.problem import Problem
from rxapp.ui.shell import mark, theme_switch

_SIGNING = rx.asset("signing.jsx", shared=True)
_LOOK_AGAIN = rx.asset("look_again.jsx", shared=True)

STYLESHEETS = ("/css/merchant.css", "/css/counter.css")  # no shopper loads them
ORDERS, ATTENTION, NUMBERS = "/merchant", "/merchant/attention", "/merchant/numbers"
PLACES = (("Orders", ORDERS), ("Attention", ATTENTION), ("Numbers", NUMBERS))
SECONDS = 60.0  # between two looks whether something waits


class SignIn(rx.Component):
    """The form for the merchant's token."""

    library = _SIGNING.importable_path
    tag = "SignIn"


class SignOut(rx.Component):
    """The button that ends it."""

    library = _SIGNING.importable_path
    tag = "SignOut"


class LookAgain(rx.Component):
    """Has a page asked for what is new every so many seconds, while somebody looks at it."""

    library = _LOOK_AGAIN.importable_path
    tag = "LookAgain"

    seconds: rx.Var[float]
    on_look: Annotated[rx.EventHandler, rx.event.no_args_event_spec]


look_again = LookAgain.create


def merchant_page(route: str, title: str, component: Callable[[], rx.Component], *on_load: rx.event.EventType) -> Page:
    """A page behind the counter: not to be found, and it begins by asking who is there.

    Args:
        component: What is drawn within the frame, see `frame`.
        on_load: What reads its content, each of them `merchant_only`.
    """
    return Page(
        route=route,
        title=f"{title} – {CATALOG.store}",
        description="For the merchant.",
        found=False,
        component=component,
        on_load=(AccessState.arrive, *on_load),
    )


def frame(here: str, *children: rx.Component) -> rx.Component:
    """A whole page around its content, which only the merchant sees.

    Args:
        here: The address of the place in `PLACES` that the page belongs to.
    """
    return rx.fragment(
        *(rx.el.link(rel="stylesheet", href=one, custom_attrs={"precedence": "default"}) for one in STYLESHEETS),
        jump("Skip to the content", to="content", class_name="skip"),
        _header(here),
        rx.el.main(
            Problem.create(id="trouble", message=ShopState.trouble),
            rx.cond(
                AccessState.asked,
                rx.cond(AccessState.signed_in, rx.fragment(*children), _sign_in()),
                skeleton_rows(3),
            ),
            id="content",
            class_name="page counter",
            tab_index=-1,
        ),
    )


def _header(here: str) -> rx.Component:
    return rx.el.header(
        rx.el.div(
            page_link(mark(), CATALOG.store, href=ORDERS, class_name="store-name serif"),
            rx.el.div(rx.cond(AccessState.signed_in, SignOut.create()), theme_switch(), class_name="header-nav"),
            class_name="header",
        ),
        rx.el.nav(
            *(_way(name, href, here) for name, href in PLACES),
            rx.cond(AccessState.signed_in, look_again(seconds=SECONDS, on_look=AccessState.arrive)),
            aria_label="Counter",
            # its place stays, so that nothing moves once it is known who is there
            class_name=rx.cond(AccessState.asked & ~AccessState.signed_in, "ways ways-none", "ways"),
        ),
        class_name="counter-header",
    )


def _way(name: str, href: str, here: str) -> rx.Component:
    current = {"aria-current": "page"} if href == here else {}
    waiting = (_waiting(),) if href == ATTENTION else ()
    return page_link(name, *waiting, href=href, class_name="way", **({"custom_attrs": current} if current else {}))


def _waiting() -> rx.Component:
    return rx.cond(
        AccessState.waiting > 0,
        rx.el.span(AccessState.waiting, rx.el.span(" waiting", class_name="unseen"), class_name="count figures"),
    )


def _sign_in() -> rx.Component:
    return rx.el.section(
        rx.el.h1("Behind the counter"),
        rx.el.p("For the merchant. The start of the store says which token opens it.", class_name="quiet"),
        SignIn.create(),
        class_name="card sign-in-card",
    )
