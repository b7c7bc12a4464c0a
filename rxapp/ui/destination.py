"""Where the order goes: one calm line at the checkout, with a form behind it."""

from typing import Annotated

import reflex as rx

from rxapp.shop.catalog import CATALOG
from rxapp.shop.places import country
from rxapp.states.checkout import CheckoutState
from rxapp.states.views import DestinationView
from rxapp.ui.problem import problem_beside

_JSX = rx.asset("destination.jsx", shared=True)

COUNTRIES = [
    {
        "code": code,
        "name": (there := country(code)).name,
        "postal_code_name": there.postal_code_name,
        "region": there.region,
        "regions": [list(region) for region in there.regions],
    }
    # the first zone's come first: most orders go there
    for code in sorted(CATALOG.countries, key=lambda one: (one not in CATALOG.first_zone.countries, country(one).name))
]


class Destination(rx.Component):
    """The line, and the form that opens under it. `taken` grows with each address that was taken."""

    library = _JSX.importable_path
    tag = "Destination"

    destination: rx.Var[DestinationView]
    countries: rx.Var[list[dict[str, object]]]
    problems: rx.Var[dict[str, str]]
    taken: rx.Var[int]
    on_save: Annotated[rx.EventHandler, rx.event.passthrough_event_spec(dict[str, str])]


def destination() -> rx.Component:
    """Nothing while there is nothing to send."""
    return rx.cond(
        CheckoutState.shipping.length() > 0,
        rx.el.div(
            Destination.create(
                destination=CheckoutState.destination,
                countries=COUNTRIES,
                problems=CheckoutState.problems,
                taken=CheckoutState.addresses_taken,
                on_save=CheckoutState.set_destination,
            ),
            problem_beside("destination", CheckoutState.problems),
        ),
    )
