"""The entries of the catalogue that depend on where an order goes: shipping zones, taxes, offers to a region."""

from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, model_validator

from rxapp.shop.destination import Destination
from rxapp.shop.entry import Entry, Name, Percent, Price
from rxapp.shop.places import country, is_country

Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
State = Annotated[str, Field(min_length=1, max_length=100)]

# As exact as Stripe's tax rates.
TaxPercent = Annotated[Decimal, Field(gt=0, lt=100, decimal_places=4)]


class Territory(Entry):
    """Countries as a whole, or with `states` only these of them."""

    countries: Annotated[tuple[Country, ...], Field(min_length=1)]
    states: tuple[State, ...] = ()

    def holds(self, destination: Destination) -> bool:
        """Whether a destination lies in it."""
        return destination.country in self.countries and (not self.states or destination.state in self.states)

    @model_validator(mode="after")
    def _places_are_known(self) -> Self:
        if unknown := [code for code in self.countries if not is_country(code)]:
            raise ValueError(f"no such country: {', '.join(unknown)}")
        if unknown := [state for state in self.states if not self._may_hold(state)]:
            raise ValueError(f"no such state: {', '.join(unknown)}")
        return self

    def _may_hold(self, state: str) -> bool:
        """Whether one of its countries has a state of this code, or doesn't say which it has."""
        parts = (country(code).regions for code in self.countries)
        return any(not regions or any(region.code == state for region in regions) for regions in parts)


class ZoneRate(Entry):
    """What a way to ship costs in a zone; goods over `free_over` go free (both minor units)."""

    price: Price
    free_over: Price | None = None
    detail: str = ""


class Zone(Territory):
    """Where shipping costs the same, and the ways there, by their keys; the first is chosen at first."""

    ways: Annotated[dict[str, ZoneRate], Field(min_length=1, max_length=5)]


class Tax(Territory):
    """A tax on everything sold but donations: added to the prices, or with `inclusive` in them already."""

    name: Name
    percent: TaxPercent
    inclusive: bool


class RegionOffer(Territory):
    """A percentage off the goods of orders that go to a region."""

    name: Name
    percent: Percent
