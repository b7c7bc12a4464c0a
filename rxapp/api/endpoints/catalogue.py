"""What a client needs before there is a checkout: the key for Stripe.js, and what is sold."""

from pydantic import Field

from rxapp.api.endpoints.bodies import Nothing
from rxapp.api.endpoints.endpoint import Caller
from rxapp.api.endpoints.summaries import Answer
from rxapp.settings import settings
from rxapp.shop.cart import AT_LEAST, AT_MOST

STRIPE_JS = "https://js.stripe.com/endive/stripe.js"  # the release that goes with the pages' @stripe/stripe-js


class Quantities(Answer):
    """How many of one product a cart may hold."""

    at_least: int
    at_most: int


class Config(Answer):
    """The store's name, how to start Stripe.js, and what may be asked for."""

    store: str
    publishable_key: str
    stripe_js: str
    test_store: bool
    quantities: Quantities


class SoldProduct(Answer):
    """Something to buy; `amount` in minor units."""

    slug: str
    name: str
    amount: int
    left: int | None = Field(description="How many there are to be had; null for what isn't counted.")


class Products(Answer):
    """Everything on the shelf."""

    currency: str
    products: tuple[SoldProduct, ...]


async def read_config(caller: Caller, query: Nothing) -> Config:
    """Gives the publishable key and the address of Stripe.js: the local Stripe's in a test store without keys."""
    return Config(
        store=caller.store.catalog.store,
        publishable_key=settings.publishable_key,
        stripe_js=settings.stripe_js_url or STRIPE_JS,
        test_store=settings.mode != "live",
        quantities=Quantities(at_least=AT_LEAST, at_most=AT_MOST),
    )


async def list_products(caller: Caller, query: Nothing) -> Products:
    """Lists what is sold."""
    catalog, left = caller.store.catalog, await caller.store.ledger.left()
    sold = tuple(
        SoldProduct(slug=one.slug, name=one.name, amount=one.price, left=left.get(one.slug)) for one in catalog.products
    )
    return Products(currency=catalog.currency, products=sold)
