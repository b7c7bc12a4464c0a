"""Where orders are sent, by which ways, and what they cost: by the destination and the goods."""

from pydantic import BaseModel, ConfigDict

from rxapp.shop.catalog import Catalog
from rxapp.shop.destination import Destination, control
from rxapp.shop.places import country
from rxapp.shop.refusal import AddressRefused, Refusal
from rxapp.shop.regions import Zone
from rxapp.shop.words import say


class QuoteShipping(BaseModel):
    """A way to ship with its price in minor units; with goods over `free_over` it costs nothing."""

    model_config = ConfigDict(frozen=True)

    key: str
    name: str
    amount: int
    detail: str = ""
    free_over: int | None = None


def offered(destination: Destination | None, catalog: Catalog, goods: int) -> tuple[QuoteShipping, ...]:
    """The ways to a destination, in the catalogue's order; those of the first zone while there is none.

    Args:
        goods: What the products cost before discounts, in minor units.
    """
    return tuple(
        QuoteShipping(
            key=key,
            name=catalog.shipping[key].name,
            amount=0 if rate.free_over is not None and goods > rate.free_over else rate.price,
            detail=rate.detail,
            free_over=rate.free_over,
        )
        for key, rate in _zone(destination, catalog).ways.items()
    )


def chosen_first(ways: tuple[QuoteShipping, ...], chosen: str) -> tuple[QuoteShipping, ...]:
    """The ways with the chosen one first, where it is among them."""
    return tuple(sorted(ways, key=lambda way: way.key != chosen))


def not_offered(chosen: str, destination: Destination | None, catalog: Catalog) -> str:
    """Why the chosen way is not the one the order is sent by; empty when it is, or none was chosen."""
    if not chosen or chosen in _zone(destination, catalog).ways:
        return ""
    where = destination.region if destination else say("refusals.that_address")
    return say("refusals.shipping_not_offered", way=catalog.shipping[chosen].short, place=where)


def refuse_unless_offered(chosen: str, destination: Destination | None, catalog: Catalog) -> None:
    """Lets nothing but a way to this destination through.

    Raises:
        Refusal: There is no such way, or it doesn't go there.
    """
    if chosen not in catalog.shipping:
        raise Refusal("shipping", say("refusals.no_such_shipping"))
    if said := not_offered(chosen, destination, catalog):
        raise Refusal("shipping", said)


def serves(destination: Destination, catalog: Catalog) -> bool:
    """Whether a zone holds a destination."""
    return _zone_of(destination, catalog) is not None


def refuse_unless_served(destination: Destination, catalog: Catalog) -> None:
    """Lets nothing but a destination that a zone holds through.

    Raises:
        AddressRefused: Nothing is sent there.
    """
    if not serves(destination, catalog):
        elsewhere = destination.country in catalog.countries
        part, where = ("state", destination.region) if elsewhere else ("country", country(destination.country).name)
        raise AddressRefused({control(part): say("refusals.not_sent_to", place=where)})


def _zone(destination: Destination | None, catalog: Catalog) -> Zone:
    """The zone of a destination; the first one while there is none, or none that is served any more."""
    found = _zone_of(destination, catalog) if destination else None
    return found or catalog.first_zone


def _zone_of(destination: Destination, catalog: Catalog) -> Zone | None:
    holding = [zone for zone in catalog.zones.values() if zone.holds(destination)]
    return next((zone for zone in holding if zone.states), holding[0] if holding else None)
