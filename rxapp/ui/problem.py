"""The sentence beside a control whose last change was refused, or hasn't reached Stripe."""

from typing import Annotated

import reflex as rx

from rxapp.shop.words import say

_JSX = rx.asset("problem.jsx", shared=True)


class Problem(rx.Component):
    """Nothing while there is no message."""

    library = _JSX.importable_path
    tag = "Problem"

    message: rx.Var[str]


class WaysOn(rx.Component):
    """Around the controls of a checkout: the one whose change is stuck says so, with ways to go on."""

    library = _JSX.importable_path
    tag = "WaysOn"

    stuck: rx.Var[dict[str, str]]
    try_again: rx.Var[str] = rx.Var.create(say("stuck.try_again"))
    undo: rx.Var[str]  # what the way back is called; empty where there is none
    on_retry: Annotated[rx.EventHandler, rx.event.no_args_event_spec]
    on_undo: Annotated[rx.EventHandler, rx.event.no_args_event_spec]


ways_on = WaysOn.create


def problem_id(control: rx.Var[str] | str) -> rx.Var[str] | str:
    """The id of the sentence that belongs to a control, for its `aria-describedby`."""
    return f"problem-{control}"


def problem_beside(control: rx.Var[str] | str, problems: rx.Var[dict[str, str]]) -> rx.Component:
    """Why the server refused the last change of this control, if it did."""
    return Problem.create(id=problem_id(control), message=problems.get(control, ""))
