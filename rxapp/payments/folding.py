"""A discount for accounts that may not send one: folded into the prices of the goods, to the cent.

Updating `discounts` from a server is a preview at Stripe. Without access to it the same total is reached with lower
prices: the discount is spread over the goods in proportion, and a line whose share doesn't divide by its quantity
becomes two.
"""

from collections.abc import Iterator

from rxapp.shop.pricing import Quote, QuoteLine

REST = ":rest"  # ends the key of the second part of a line


def folded(quote: Quote) -> Quote:
    """The same quote with lower prices in place of the discount; its total is the same."""
    goods = [line for line in quote.lines if line.kind == "product"]
    shares = spread(quote.discount, [line.amount for line in goods])
    off = {line.key: share for line, share in zip(goods, shares, strict=True)}
    lines = tuple(part for line in quote.lines for part in _cheaper(line, off.get(line.key, 0)))
    return quote.model_copy(update={"lines": lines, "deductions": ()})


def spread(amount: int, over: list[int]) -> list[int]:
    """Splits an amount in proportion, exactly; what rounding leaves goes to the largest remainders, the first first.

    Args:
        amount: At most the sum of `over`; all in minor units.
    """
    whole = sum(over)
    if not amount or not whole:
        return [0] * len(over)
    shares = [amount * each // whole for each in over]
    by_remainder = sorted(range(len(over)), key=lambda place: -(amount * over[place] % whole))
    for place in by_remainder[: amount - sum(shares)]:
        shares[place] += 1
    return shares


def _cheaper(line: QuoteLine, off: int) -> Iterator[QuoteLine]:
    each, more = divmod(off, line.quantity)
    if line.quantity - more:
        yield line.model_copy(update={"unit_amount": line.unit_amount - each, "quantity": line.quantity - more})
    if more:
        rest = {"key": line.key + REST, "unit_amount": line.unit_amount - each - 1, "quantity": more}
        yield line.model_copy(update=rest)
