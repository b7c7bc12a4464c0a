"""What is left of the products that are counted, and what may not be had any more.

`left` says so by product, never below zero; a product that isn't in it isn't counted.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from rxapp.shop.cart import AT_MOST
from rxapp.shop.pricing import Quote, QuoteLine
from rxapp.shop.refusal import OutOfStock
from rxapp.shop.words import say, sentences


def pieces(lines: Sequence[QuoteLine]) -> Mapping[str, int]:
    """How many pieces of each product these lines are, the present too."""
    counted: Counter[str] = Counter()
    for line in lines:
        if line.product:
            counted[line.product] += line.quantity
    return counted


def said_of(slug: str, left: Mapping[str, int]) -> str:
    """What is said beside a product: as soon as there are fewer than a cart may hold, or no more than that."""
    if slug not in left or left[slug] > AT_MOST:
        return ""
    return say("product.left", count=left[slug])


def refuse_beyond(quantity: int, slug: str, left: Mapping[str, int], beside: str = "", name: str = "") -> None:
    """Lets a quantity through that can still be had.

    Args:
        beside: The product whose control was used, where it is another.
        name: That of the product, where it doesn't go without saying.

    Raises:
        OutOfStock: There aren't so many.
    """
    if at_most_left(quantity, slug, left) < quantity:
        raise OutOfStock(beside or slug, _only(left[slug], name))


def at_most_left(quantity: int, slug: str, left: Mapping[str, int]) -> int:
    """As many of these as can be had."""
    return min(quantity, left.get(slug, quantity))


def short(quote: Quote, left: Mapping[str, int]) -> dict[str, str]:
    """By product, a sentence for each line of which there aren't as many as the cart holds."""
    lines = [line for line in quote.lines if line.kind == "product"]
    return {
        line.product: _only(left[line.product], line.name)
        for line in lines
        if at_most_left(line.quantity, line.product, left) < line.quantity
    }


def refuse_if_short(quote: Quote, left: Mapping[str, int]) -> None:
    """Lets nothing be paid that can't be had, the present neither.

    Raises:
        OutOfStock: Beside the first line that is short, or for the present.
    """
    if missing := short(quote, left):
        raise OutOfStock(next(iter(missing)), sentences(*missing.values()))
    for slug, wanted in pieces(quote.lines).items():
        if at_most_left(wanted, slug, left) < wanted:
            raise OutOfStock("checkout", given_away(quote))


def given_away(quote: Quote) -> str:
    """That the present of a quote can't be given any more."""
    names = [line.name for line in quote.lines if line.kind == "present"]
    return say("cart.present_gone", present=say("written.or").join(names))


def _only(left: int, name: str) -> str:
    if not name:
        return say("product.only_left", count=left)
    return say("product.only_left_of", count=left, product=name)
