"""The lines of a cart, each with its quantity and the way to take it out."""

from collections.abc import Callable

import reflex as rx

from rxapp.shop.words import say
from rxapp.states.views import LineView
from rxapp.ui.amount import amount
from rxapp.ui.links import page_link
from rxapp.ui.picture import picture_of
from rxapp.ui.problem import problem_beside, problem_id
from rxapp.ui.stepper import stepper


def cart_lines(
    lines: rx.Var[list[LineView]],
    problems: rx.Var[dict[str, str]],
    set_quantity: Callable[..., rx.event.EventSpec],
    remove: Callable[..., rx.event.EventSpec],
    take_what_is_left: Callable[..., rx.event.EventSpec],
    swap_size: Callable[..., rx.event.EventSpec] | None = None,
) -> rx.Component:
    """All lines, in the order in which they were put into the cart; with `swap_size`, each with its other size."""
    return rx.el.ul(
        rx.foreach(lines, lambda line: _line(line, problems, set_quantity, remove, take_what_is_left, swap_size)),
        class_name="lines",
    )


def _line(
    line: rx.Var[LineView],
    problems: rx.Var[dict[str, str]],
    set_quantity: Callable[..., rx.event.EventSpec],
    remove: Callable[..., rx.event.EventSpec],
    take_what_is_left: Callable[..., rx.event.EventSpec],
    swap_size: Callable[..., rx.event.EventSpec] | None,
) -> rx.Component:
    return rx.el.li(
        picture_of(line.picture, "line-picture"),
        rx.el.div(
            page_link(line.name, href=f"/products/{line.slug}", class_name="line-name serif"),
            rx.el.span(line.kind, class_name="quiet small"),
            rx.cond(line.left != "", rx.el.span(line.left, class_name="stock figures")),
            rx.cond(line.swap != "", _swap_button(line, swap_size)) if swap_size else None,
            class_name="line-text",
        ),
        rx.el.div(
            amount(text=line.amount),
            rx.cond(
                line.quantity > 1, rx.el.span(say("cart.each", amount=line.unit), class_name="quiet small figures")
            ),
            class_name="line-amount",
        ),
        rx.el.div(
            stepper(
                label=line.name,
                quantity=line.quantity,
                stripe_item=line.stripe_item,
                problem=problems.get(line.slug, ""),
                refused=problems.get("checkout", ""),
                described_by=problem_id(line.slug),
                on_change=lambda quantity: set_quantity(line.slug, quantity),
            ),
            rx.el.button(
                say("cart.remove"),
                rx.el.span(" ", line.name, class_name="unseen"),
                type="button",
                on_click=remove(line.slug),
                class_name="link-button",
            ),
            class_name="line-controls",
        ),
        rx.cond(line.short != "", _short(line, take_what_is_left), problem_beside(line.slug, problems)),
        key=line.slug,
        class_name="line",
    )


def _short(line: rx.Var[LineView], take_what_is_left: Callable[..., rx.event.EventSpec]) -> rx.Component:
    """That others have bought what is in this cart, and what can be had instead."""
    return rx.el.div(
        rx.el.p(line.short),
        rx.cond(
            line.take != "",
            rx.el.button(
                line.take,
                rx.el.span(say("cart.about_line"), line.name, class_name="unseen"),
                type="button",
                on_click=take_what_is_left(line.slug),
                class_name="link-button",
            ),
        ),
        id=problem_id(line.slug),
        role="status",
        class_name="line-short",
    )


def _swap_button(line: rx.Var[LineView], swap_size: Callable[..., rx.event.EventSpec]) -> rx.Component:
    return rx.el.button(
        line.swap,
        rx.el.span(say("cart.about_line"), line.name, class_name="unseen"),
        type="button",
        on_click=swap_size(line.slug),
        class_name="link-button swap-button",
    )
