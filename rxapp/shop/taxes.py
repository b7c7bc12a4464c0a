"""Taxes by destination, computed as Stripe does it: for each line after its share of the discount, then summed."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from pydantic import BaseModel, ConfigDict

from rxapp.shop.catalog import Catalog
from rxapp.shop.destination import Destination
from rxapp.shop.regions import Tax


class QuoteTax(BaseModel):
    """A tax on a purchase; `amount` in minor units, on top of the prices, or in them already."""

    model_config = ConfigDict(frozen=True)

    key: str
    name: str
    percent: Decimal
    inclusive: bool
    amount: int


def taxes_on(amounts: Sequence[int], destination: Destination | None, catalog: Catalog) -> tuple[QuoteTax, ...]:
    """The taxes of a destination; none while there is no destination.

    Args:
        amounts: What each taxed line costs after its share of the discount, in minor units.
    """
    due = {key: tax for key, tax in catalog.taxes.items() if destination and tax.holds(destination)}
    included = sum(tax.percent for tax in due.values() if tax.inclusive)
    return tuple(
        QuoteTax(
            key=key,
            name=tax.name,
            percent=tax.percent,
            inclusive=tax.inclusive,
            amount=sum(_on_line(amount, tax, included) for amount in amounts),
        )
        for key, tax in due.items()
    )


def _on_line(amount: int, tax: Tax, included: Decimal | int) -> int:
    """A tax on one line, half a unit rounded up. Every tax is on the price without those that are in it."""
    exact = amount * tax.percent / (100 + included)
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))
