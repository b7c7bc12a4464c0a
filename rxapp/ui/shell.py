"""What surrounds every page: the strip of a test store, the header and the footer."""

import reflex as rx

from rxapp.shop.catalog import CATALOG
from rxapp.shop.plans import slug
from rxapp.shop.words import say
from rxapp.states.cart import CartState
from rxapp.states.shop import ShopState
from rxapp.ui.cart_link import cart_link
from rxapp.ui.guide import guide, guide_button
from rxapp.ui.jump import jump
from rxapp.ui.links import page_link
from rxapp.ui.problem import Problem


def shell(
    *children: rx.Component,
    class_name: str = "",
    look_again: rx.event.EventType = CartState.look_again,
    trying: rx.Component | None = None,
    peeks: bool = True,
) -> rx.Component:
    """A whole page around its content.

    Args:
        look_again: What reads the cart again when the tab gets the focus.
        trying: The guide of a test store, where it is another one than that of every page.
        peeks: Whether the cart can be looked at from the header.
    """
    return rx.fragment(
        rx.window_event_listener(on_focus=look_again),
        jump(say("frame.skip"), to="content", class_name="skip"),
        _test_store_strip(),
        guide() if trying is None else trying,
        _header(peeks),
        rx.el.main(
            Problem.create(id="trouble", message=ShopState.trouble),
            *children,
            id="content",
            class_name=f"page {class_name}",
            tab_index=-1,
        ),
        _footer(),
    )


def _test_store_strip() -> rx.Component:
    return rx.cond(
        ShopState.test_store,
        rx.el.aside(
            rx.el.p(
                say("frame.test_store"),
                rx.el.span(
                    guide_button("strip-button"),
                    rx.cond(
                        ShopState.local_stripe,
                        rx.el.a(say("frame.local_stripe"), href="/_sandbox/"),
                    ),
                    class_name="strip-ways",
                ),
                class_name="strip-text",
            ),
            aria_label=say("frame.test_store_name"),
            class_name="strip",
        ),
    )


def _header(peeks: bool) -> rx.Component:
    return rx.el.header(
        page_link(mark(), CATALOG.store, href="/", class_name="store-name serif"),
        rx.el.nav(
            *_plan_links(),
            cart_link(peeks=peeks),
            theme_switch(),
            aria_label=say("frame.store"),
            class_name="header-nav",
        ),
        class_name="header",
    )


def mark() -> rx.Component:
    """A kettle's lid over a kiln's door."""
    return rx.el.svg(
        rx.el.path(d="M4 20.5v-7.2a8 8 0 0 1 16 .2v7"),
        rx.el.path(d="M2.5 20.5h19M9 20.5v-4.6a3 3 0 0 1 6 .1v4.5M12 5.2V3.4"),
        view_box="0 0 24 24",
        class_name="mark",
        aria_hidden="true",
    )


def _plan_links() -> list[rx.Component]:
    return [page_link(plan.name, href=f"/{slug(key)}", class_name="header-link") for key, plan in CATALOG.plans.items()]


def theme_switch() -> rx.Component:
    """The other one of light and dark."""
    return rx.el.button(
        rx.el.svg(
            rx.el.circle(cx="12", cy="12", r="8"),
            rx.el.path(d="M12 4a8 8 0 0 1 0 16z", class_name="theme-half"),
            view_box="0 0 24 24",
            aria_hidden="true",
        ),
        type="button",
        aria_label=say("frame.theme"),
        on_click=rx.toggle_color_mode,
        class_name="theme-switch",
    )


def _footer() -> rx.Component:
    return rx.el.footer(
        rx.el.p(say("store.footer")),
        rx.el.nav(*_own_pages(), aria_label=say("frame.yours"), class_name="footer-links"),
        class_name="footer quiet small",
    )


def _own_pages() -> list[rx.Component]:
    """The way to what this browser has bought and joined."""
    membership = [(say("frame.membership"), "/membership")] if CATALOG.plans else []
    named = [(say("frame.orders"), "/orders"), *membership]
    return [page_link(name, href=href, class_name="footer-link") for name, href in named]
