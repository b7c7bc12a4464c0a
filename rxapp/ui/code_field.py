"""A field for a code that somebody was given, and the code once it is on."""

import reflex as rx

from rxapp.shop.words import say
from rxapp.ui.problem import problem_beside, problem_id


def code_field(
    *note: rx.Component,
    control: str,
    label: str,
    code: rx.Var[str],
    problems: rx.Var[dict[str, str]],
    on_apply: rx.event.EventType,
    on_remove: rx.event.EventType,
) -> rx.Component:
    """The field, or in its place the code with a way to take it off.

    Args:
        note: What is said beside a code that is on.
        control: Names the field, in the form and for refusals.
        on_apply: Takes what was typed.
    """
    return rx.el.div(
        rx.cond(code != "", _applied(note, label, code, on_remove), _form(control, label, problems, on_apply)),
        problem_beside(control, problems),
        class_name="promo-code",
    )


def _form(control: str, label: str, problems: rx.Var[dict[str, str]], on_apply: rx.event.EventType) -> rx.Component:
    return rx.el.form(
        rx.el.label(label, html_for=control, class_name="field-label"),
        rx.el.div(
            rx.el.input(
                id=control,
                name=control,
                type="text",
                auto_complete="off",
                auto_capitalize="characters",
                spell_check=False,
                aria_describedby=problem_id(control),
                aria_invalid=problems.get(control, "") != "",
                class_name="field-input",
            ),
            rx.el.button(say("checkout.apply"), type="submit", class_name="button button-plain"),
            class_name="promo-row",
        ),
        on_submit=lambda form: on_apply(form.to(dict[str, str])[control]),
        class_name="field",
    )


def _applied(
    note: tuple[rx.Component, ...], label: str, code: rx.Var[str], on_remove: rx.event.EventType
) -> rx.Component:
    return rx.el.div(
        rx.el.p(label, class_name="field-label"),
        rx.el.div(
            rx.el.p(
                rx.el.strong(code, class_name="tag"),
                rx.el.span(say("checkout.code_is_on"), class_name="quiet"),
                *note,
                role="status",
            ),
            rx.el.button(
                say("checkout.remove"),
                rx.el.span(say("checkout.remove_code"), class_name="unseen"),
                type="button",
                on_click=on_remove,
                class_name="link-button",
            ),
            class_name="promo-applied",
        ),
        class_name="field",
    )
