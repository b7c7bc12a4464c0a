"""Where the order goes: one calm line at the checkout, with a form behind it."""

from typing import Annotated

import reflex as rx

from rxapp.shop.catalog import CATALOG
from rxapp.shop.places import Country, country
from rxapp.shop.words import room, say
from rxapp.states.payment import PaymentState
from rxapp.ui.problem import problem_beside

_JSX = rx.asset("destination.jsx", shared=True)


def _part(part: str, there: Country) -> dict[str, object]:
    """A field of the form: what it is called there, and what can be chosen in it."""
    names = {"city": say("address.city"), "state": there.region, "postal_code": there.postal_code_name}
    label = names[part][0].upper() + names[part][1:]
    return {
        "part": part,
        "label": label if part in there.required else say("address.optional", part=label),
        "options": [[region.code, region.name] for region in there.regions] if part == "state" else [],
    }


def _country(code: str) -> dict[str, object]:
    there = country(code)
    return {
        "code": code,
        "name": there.name,
        "largestFirst": there.largest_first,
        "parts": [_part(part, there) for part in there.parts],
    }


# The first zone's come first: most orders go there.
COUNTRIES = [
    _country(code)
    for code in sorted(CATALOG.countries, key=lambda one: (one not in CATALOG.first_zone.countries, country(one).name))
]


class DestinationForm(rx.Component):
    """The line, and the form that opens under it. `taken` grows with each address that was taken."""

    library = _JSX.importable_path
    tag = "Destination"

    destination: rx.Var[dict[str, str]]
    countries: rx.Var[list[dict[str, object]]]
    words: rx.Var[dict[str, str]] = rx.Var.create(room("delivery"))
    problems: rx.Var[dict[str, str]]
    taken: rx.Var[int]
    on_save: Annotated[rx.EventHandler, rx.event.passthrough_event_spec(dict[str, str])]


def destination(state: type[PaymentState]) -> rx.Component:
    """Where what this page's checkout holds is sent."""
    return rx.el.div(
        DestinationForm.create(
            destination=state.destination,
            countries=COUNTRIES,
            problems=state.problems,
            taken=state.addresses_taken,
            on_save=state.set_destination,
        ),
        problem_beside("destination", state.problems),
    )
