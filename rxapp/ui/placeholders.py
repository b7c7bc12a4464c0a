"""Pages with nothing on them, and shapes that stand in while a page loads."""

import reflex as rx

from rxapp.shop.words import say
from rxapp.ui.links import page_link


def nothing_here(drawn: rx.Component, title: str, sentence: str, *more: rx.Component) -> rx.Component:
    """A kind page for when there is nothing to show, with the way back to the shelf.

    Args:
        drawn: The picture above it.
        more: What else there is to say.
    """
    return rx.el.section(
        drawn,
        rx.el.h1(title),
        rx.el.p(sentence, class_name="quiet"),
        *more,
        page_link(say("frame.to_the_shelf"), href="/", class_name="button button-plain"),
        class_name="nothing",
    )


def skeleton_rows(count: int) -> rx.Component:
    """Shapes of rows, as tall as what they stand in for."""
    return rx.el.div(
        needs_script(),
        *(rx.el.div(class_name="skeleton skeleton-row") for _ in range(count)),
        rx.el.p(say("frame.loading"), role="status", class_name="unseen"),
        class_name="skeleton-rows",
    )


def needs_script() -> rx.Component:
    """What stands there for a browser that runs no scripts, and would wait for ever."""
    return rx.el.noscript(rx.el.p(say("frame.needs_script"), class_name="notice notice-warn"))
