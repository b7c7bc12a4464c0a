"""A discount for accounts that may not send one: folded into the prices of the lines, to the cent.

Updating `discounts` from a server is a preview at Stripe. Without access to it the same total is reached with lower
prices. The discount is spread over all lines, as Stripe itself spreads a coupon, so that each line, and with it the tax
on each line, comes to the same in both ways.
"""

from rxapp.shop.currencies import CURRENCIES
from rxapp.shop.money import spread
from rxapp.shop.pricing import Quote, QuoteLine


def folded(quote: Quote) -> Quote:
    """The same quote with lower prices in place of the discount; its total is the same, and so are its taxes."""
    shares = spread(quote.discount, [line.amount for line in quote.lines], quote.currency)
    step = CURRENCIES[quote.currency].step
    lines = tuple(_cheaper(line, share, step) for line, share in zip(quote.lines, shares, strict=True))
    return quote.model_copy(update={"lines": lines, "deductions": ()})


def _cheaper(line: QuoteLine, off: int, step: int) -> QuoteLine:
    """The line at its lower price; as one piece, `3 × Yame Sencha`, where that doesn't divide by its quantity.

    The piece has a key of its own, so that a line that Stripe knows is never taken for one of another quantity.
    """
    if not off % (line.quantity * step):
        return line.model_copy(update={"unit_amount": line.unit_amount - off // line.quantity})
    piece = {
        "key": f"{line.key}:{line.quantity}",
        "name": f"{line.quantity} × {line.name}",
        "unit_amount": line.amount - off,
        "quantity": 1,
    }
    return line.model_copy(update=piece)
