"""What is sold: `catalog.toml`, parsed once into frozen values."""

import tomllib
from functools import cached_property
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

CATALOG_FILE = Path(__file__).with_name("catalog.toml")

Price = Annotated[int, Field(strict=True, ge=0, le=99_999_999)]
Percent = Annotated[int, Field(strict=True, ge=1, le=100)]
Name = Annotated[str, Field(min_length=1, max_length=60)]


class Entry(BaseModel):
    """Frozen, and strict about what it doesn't know: a misspelt key stops the start."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Product(Entry):
    """A thing on the shelf; `price` in minor units."""

    slug: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    name: Name
    price: Price
    kind: str
    summary: str
    story: str = ""


class AddOn(Entry):
    """Something to tick at the checkout; `only_with` limits it to carts that hold one of these products."""

    name: Name
    price: Price
    detail: str = ""
    only_with: tuple[str, ...] = Field((), alias="for")


class ShippingRate(Entry):
    """A way to ship; `price` in minor units."""

    name: Name
    price: Price
    detail: str = ""


class Loyalty(Entry):
    """Goods over `over` get `percent` off, at most `at_most` (both minor units)."""

    name: Name = "Loyalty"
    over: Price
    percent: Percent
    at_most: Price


class Code(Entry):
    """What a shopper can type: `percent` off the goods."""

    percent: Percent


class Catalog(Entry):
    """Everything that can be bought, in the order it is shown."""

    store: Name
    currency: Annotated[str, Field(pattern=r"^[a-z]{3}$")]
    products: Annotated[tuple[Product, ...], Field(min_length=1)]
    add_ons: dict[str, AddOn] = {}
    shipping: Annotated[dict[str, ShippingRate], Field(min_length=1, max_length=5)]
    loyalty: Loyalty | None = None
    codes: dict[str, Code] = {}

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        slugs = [product.slug for product in self.products]
        if len(slugs) != len(set(slugs)):
            raise ValueError("two products have the same slug")
        for key, add_on in self.add_ons.items():
            if unknown := set(add_on.only_with) - set(slugs):
                raise ValueError(f"add-on {key} is for {', '.join(sorted(unknown))}, which the store doesn't sell")
        if wrong := [code for code in self.codes if code != code.upper()]:
            raise ValueError(f"codes are written in capitals: {', '.join(wrong)}")
        return self

    @cached_property
    def by_slug(self) -> dict[str, Product]:
        return {product.slug: product for product in self.products}

    @property
    def first_shipping(self) -> str:
        return next(iter(self.shipping))


def load_catalog(file: Path = CATALOG_FILE) -> Catalog:
    """Reads the catalogue.

    Raises:
        pydantic.ValidationError: The file says something the store can't sell; the message names the entry.
    """
    return Catalog.model_validate(tomllib.loads(file.read_text("utf-8")))


CATALOG = load_catalog()
