"""The present: it comes along by itself with goods of a certain amount, and leaves when they come to less."""

from collections.abc import Mapping

from rxapp.shop.cart import Cart, goods_of
from rxapp.shop.catalog import Catalog, Present
from rxapp.shop.money import written
from rxapp.shop.words import say


def name_of(present: Present, catalog: Catalog) -> str:
    """What is written on its line."""
    return present.name or catalog.by_slug[present.product].name


def comes_along(cart: Cart, catalog: Catalog, left: Mapping[str, int]) -> Present | None:
    """The present of this cart. What the goods cost is what counts: before discounts, without extras and donations."""
    present = catalog.present
    if present is None or goods_of(cart, catalog) < present.over or not _is_there(present, cart, left):
        return None
    return present


def missing_for(cart: Cart, catalog: Catalog, left: Mapping[str, int]) -> str:
    """What would bring the present along, for the shopper; empty where it comes, or nothing would."""
    present, goods = catalog.present, goods_of(cart, catalog)
    if present is None or not cart.lines or goods >= present.over or not _is_there(present, cart, left):
        return ""
    more = written(present.over - goods, catalog.currency)
    return say("cart.present_missing", amount=more, present=_in_a_sentence(present, catalog))


def _is_there(present: Present, cart: Cart, left: Mapping[str, int]) -> bool:
    """Whether one is left besides those that the cart itself takes."""
    return present.product not in left or left[present.product] > cart.quantity_of(present.product)


def _in_a_sentence(present: Present, catalog: Catalog) -> str:
    if present.short:
        return present.short
    name = name_of(present, catalog)
    return say("cart.a_present_before_vowel" if name[0] in "AEIOUaeiou" else "cart.a_present", name=name)
