"""Native checkboxes and radio buttons as rows with a name, a detail and a price."""

from typing import Annotated

import reflex as rx

from rxapp.states.views import OptionView
from rxapp.ui.problem import problem_beside, problem_id

_JSX = rx.asset("choice.jsx", shared=True)
rx.asset("draft.js", shared=True)


class Choice(rx.Component):
    """A checkbox named exactly `name`; the detail and the price describe it."""

    library = _JSX.importable_path
    tag = "Choice"

    name: rx.Var[str]
    detail: rx.Var[str]
    price: rx.Var[str]
    checked: rx.Var[bool]
    problem: rx.Var[str]
    refused: rx.Var[str]  # why the checkout takes no change at all, which is said elsewhere
    described_by: rx.Var[str]
    on_change: Annotated[rx.EventHandler, rx.event.passthrough_event_spec(bool)]


class OneOf(rx.Component):
    """Radio buttons named exactly like their options."""

    library = _JSX.importable_path
    tag = "OneOf"

    group: rx.Var[str]
    options: rx.Var[list[OptionView]]
    problem: rx.Var[str]
    refused: rx.Var[str]  # why the checkout takes no change at all, which is said elsewhere
    described_by: rx.Var[str]
    on_change: Annotated[rx.EventHandler, rx.event.passthrough_event_spec(str)]


choice = Choice.create


def one_of(
    title: str,
    *more: rx.Component,
    control: str,
    options: rx.Var[list[OptionView]],
    problems: rx.Var[dict[str, str]],
    on_change: rx.event.EventType,
) -> rx.Component:
    """A titled group of radio buttons, what else there is to say of it, and its refusals.

    Args:
        control: What the choice is called where something is said beside it, such as `shipping`.
    """
    return rx.el.fieldset(
        rx.el.legend(title, class_name="legend serif"),
        OneOf.create(
            group=control,
            options=options,
            problem=problems.get(control, ""),
            refused=problems.get("checkout", ""),
            described_by=problem_id(control),
            on_change=on_change,
        ),
        *more,
        problem_beside(control, problems),
        class_name="choices",
    )
