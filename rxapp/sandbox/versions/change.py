"""What a backward-incompatible change of the API is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from ..rules.errors import invalid
from ..rules.shapes import Resource

Find = Callable[[str], Resource | None]
"""An object by its identifier, as the version in question shows it."""

Forward = Callable[[dict[str, Any]], None]
"""Turns the parameters of before into those of the change, in place; they are texts still."""

Back = Callable[[Resource, Find], None]
"""Turns an object of the change into one of before, in place."""


@dataclass(frozen=True, slots=True)
class Change:
    """One backward-incompatible change.

    Attributes:
        since: The first release that has it.
        says: What changed, in a few words.
        requests: By method and path of a call, as `POST /v1/prices/{}`.
        answers: By kind of object, as `payment_intent`; objects within others too.
        alone: By kind of object, where it is answered by itself or in a list.
    """

    since: str
    says: str
    requests: Mapping[str, Forward] = field(default_factory=dict[str, Forward])
    answers: Mapping[str, Back] = field(default_factory=dict[str, Back])
    alone: Mapping[str, Back] = field(default_factory=dict[str, Back])


def shows(**former: Any) -> Back:
    """Shows fields that there were before, which nothing here ever sets."""

    def back(resource: Resource, find: Find) -> None:
        resource.update(former)

    return back


def hides(*names: str) -> Back:
    """Leaves out fields that there weren't before."""

    def back(resource: Resource, find: Find) -> None:
        for name in names:
            resource.pop(name, None)

    return back


def refuses(*names: str) -> Forward:
    """Refuses parameters of before which the local Stripe never took."""

    def forward(values: dict[str, Any]) -> None:
        for name in names:
            if name in values:
                not_done(name)

    return forward


def refuses_in_each(items: str, name: str) -> Forward:
    """Refuses a parameter of before in any element of a list, which the local Stripe never took."""

    def forward(values: dict[str, Any]) -> None:
        listed = values.get(items)
        for position, item in enumerate(listed if isinstance(listed, list) else ()):
            if name in item:
                not_done(f"{items}[{position}][{name}]")

    return forward


def not_done(param: str) -> NoReturn:
    """Says that a parameter is one that Stripe had, and not here."""
    raise invalid(f"The local Stripe does not do `{param}`.", param=param)
