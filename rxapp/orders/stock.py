"""The pieces of products that are counted: held while a payment runs, sold with its order, or given back.

A checkout that is `open` or `failed` holds nothing, one that is `placing` or `on_its_way` holds what its quote asks
for, and one that is `paid` or `flagged` has it sold. Always inside a transaction of the ledger; the counts are locked
before they are changed.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import Select, bindparam, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from rxapp.orders.models import CheckoutRow, HoldRow, StockRow
from rxapp.shop.pricing import Quote
from rxapp.shop.refusal import ChangedMeanwhile, Refusal
from rxapp.shop.stock import pieces, refuse_if_short

Stock = Mapping[str, int]
"""How many there are to sell in all of each product that is counted."""

NOTHING_COUNTED: Stock = MappingProxyType({})

MOST_PIECES = 1_000_000

# Asked at each change, so written once.
_TAKEN = select(StockRow.product, StockRow.held + StockRow.sold - StockRow.corrected).where(
    StockRow.product.in_(bindparam("products", expanding=True))
)
_OWN = select(HoldRow.product, HoldRow.quantity).where(HoldRow.checkout_id == bindparam("checkout_id"), ~HoldRow.sold)


def left(session: Session, stock: Stock, checkout_id: str = "") -> dict[str, int]:
    """How many can still be had of each product that is counted.

    Args:
        checkout_id: Whose own held pieces count as there to be had.
    """
    if not stock:
        return {}
    taken = _numbers(session, _TAKEN, products=list(stock))
    own = _numbers(session, _OWN, checkout_id=checkout_id) if checkout_id else {}
    return {slug: max(0, number - taken.get(slug, 0) + own.get(slug, 0)) for slug, number in stock.items()}


def _numbers(session: Session, asked: Select[str, int], **named: Any) -> dict[str, int]:
    return {row[0]: row[1] for row in session.execute(asked, named)}


def taken(session: Session, stock: Stock) -> dict[str, tuple[int, int]]:
    """How many pieces are held, and how many are sold, of each product that is counted."""
    counted = session.scalars(select(StockRow).where(StockRow.product.in_(stock)))
    known = {row.product: (row.held, row.sold) for row in counted}
    return {slug: known.get(slug, (0, 0)) for slug in stock}


def correct(session: Session, stock: Stock, product: str, to: int, was: int) -> None:
    """Sets how many there are left to sell, where the books still say what was seen.

    Raises:
        ChangedMeanwhile: Some were sold, held or given back since then.
        Refusal: That product isn't counted, or there can't be so many.
    """
    if product not in stock or not 0 <= to <= MOST_PIECES:
        raise Refusal(product, f"Please say how many there are, from none to {MOST_PIECES:,}.")
    count = _count(session, product)
    if _left(count, stock) != was:
        raise ChangedMeanwhile(product, f"There are {_left(count, stock)} by now, no longer {was}. Please look again.")
    count.corrected += to - _there(count, stock)


def hold(session: Session, row: CheckoutRow, stock: Stock) -> None:
    """Holds what a checkout asks for, all of it or nothing.

    Raises:
        OutOfStock: There isn't as much left.
    """
    asked = Quote.model_validate(row.quote)
    wanted = _counted(asked, stock)
    counts = _locked(session, wanted)
    refuse_if_short(asked, {slug: _left(counts[slug], stock) for slug in wanted})
    for slug, quantity in wanted.items():
        _hold(session, row, counts[slug], quantity)


def hold_what_is_left(session: Session, row: CheckoutRow, stock: Stock) -> None:
    """Holds as much as there is for a payment that nobody can refuse any more."""
    wanted = _counted(Quote.model_validate(row.quote), stock)
    counts = _locked(session, wanted)
    for slug, quantity in wanted.items():
        if had := min(quantity, _left(counts[slug], stock)):
            _hold(session, row, counts[slug], had)


def give_back(session: Session, row: CheckoutRow) -> None:
    """Gives back what a checkout holds."""
    holds = _held(session, row.id)
    counts = _locked(session, [hold.product for hold in holds])
    for hold in holds:
        counts[hold.product].held -= hold.quantity
        session.delete(hold)


def sell(session: Session, row: CheckoutRow, ordered: Quote, stock: Stock) -> list[str]:
    """Sells what was ordered, held or not: it is paid.

    Returns:
        What a person should look at: products of which more is ordered than there was.
    """
    held = {hold.product: hold.quantity for hold in _held(session, row.id)}
    wanted = _counted(ordered, stock)
    counts = _locked(session, {*held, *wanted})
    short = [
        f"sold out: {quantity} of {slug} paid, {there} there"
        for slug, quantity in wanted.items()
        if (there := held.get(slug, 0) + _left(counts[slug], stock)) < quantity
    ]
    for slug, quantity in held.items():
        counts[slug].held -= quantity
    session.execute(delete(HoldRow).where(HoldRow.checkout_id == row.id))
    for slug, quantity in wanted.items():
        counts[slug].sold += quantity
        session.add(HoldRow(checkout_id=row.id, product=slug, quantity=quantity, sold=True))
    return short


def put_back(session: Session, checkout_id: str) -> bool:
    """Puts back on the shelf what was sold and never sent.

    Returns:
        Whether there was anything to put back; a second time there isn't.
    """
    query = select(HoldRow).where(HoldRow.checkout_id == checkout_id, HoldRow.sold)
    sold = session.scalars(query.order_by(HoldRow.product)).all()
    counts = _locked(session, [one.product for one in sold])
    for one in sold:
        counts[one.product].sold -= one.quantity
        session.delete(one)
    return bool(sold)


def _counted(quote: Quote, stock: Stock) -> dict[str, int]:
    return {slug: quantity for slug, quantity in pieces(quote.lines).items() if slug in stock}


def _left(count: StockRow, stock: Stock) -> int:
    return max(0, _there(count, stock))


def _there(count: StockRow, stock: Stock) -> int:
    """Below zero where more was sold than there was."""
    return stock[count.product] + count.corrected - count.held - count.sold


def _hold(session: Session, row: CheckoutRow, count: StockRow, quantity: int) -> None:
    count.held += quantity
    session.add(HoldRow(checkout_id=row.id, product=count.product, quantity=quantity, sold=False))


def _held(session: Session, checkout_id: str) -> list[HoldRow]:
    return list(session.scalars(select(HoldRow).where(HoldRow.checkout_id == checkout_id, ~HoldRow.sold)))


def _locked(session: Session, products: Iterable[str]) -> dict[str, StockRow]:
    """The counts of some products, locked in one order whoever asks, so that nobody waits in a circle."""
    return {product: _count(session, product) for product in sorted(products)}


def _count(session: Session, product: str) -> StockRow:
    if found := session.get(StockRow, product, with_for_update=True, populate_existing=True):
        return found
    try:
        with session.begin_nested():
            session.add(new := StockRow(product=product, held=0, sold=0))
    except IntegrityError:  # another worker was first
        return session.get_one(StockRow, product, with_for_update=True)
    return new
