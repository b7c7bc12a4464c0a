"""The present, under the goods that it comes along with, or what is missing until it does."""

import reflex as rx

from rxapp.shop.catalog import CATALOG
from rxapp.shop.words import say
from rxapp.ui.picture import picture


def present_line(name: rx.Var[str], note: rx.Var[str]) -> rx.Component:
    """What comes along at no cost, marked as a present; else how it would; else nothing."""
    return rx.cond(name != "", _joined(name), rx.cond(note != "", rx.el.p(note, class_name="present-note quiet small")))


def _joined(name: rx.Var[str]) -> rx.Component:
    given = CATALOG.present
    drawn = CATALOG.by_slug[given.product].drawing if given and given.product else ""
    return rx.el.div(
        picture(drawn, "line-picture") if drawn else rx.fragment(),
        rx.el.div(
            rx.el.span(name, class_name="serif line-name"),
            rx.el.span(given.detail, class_name="quiet small") if given and given.detail else rx.fragment(),
            class_name="line-text",
        ),
        rx.el.span(say("cart.present"), class_name="tag"),
        role="group",
        aria_label=say("cart.present"),
        custom_attrs={"data-testid": "present"},
        class_name="present" if drawn else "present present-plain",
    )
