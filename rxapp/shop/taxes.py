"""Taxes by destination, computed as Stripe does it: for each line after its share of the discount, then summed."""

from collections.abc import Sequence
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from rxapp.shop.catalog import Catalog
from rxapp.shop.destination import Destination
from rxapp.shop.money import percent_of


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
            # every tax is on the price without those that are in it
            amount=sum(percent_of(amount, tax.percent, catalog.currency, 100 + included) for amount in amounts),
        )
        for key, tax in due.items()
    )
