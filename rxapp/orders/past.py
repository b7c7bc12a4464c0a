"""What offers may depend on, read and kept inside a transaction of the ledger."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rxapp.orders import rows
from rxapp.orders.models import CheckoutRow, OrderRow, RevisionRow, TimedCodeRow
from rxapp.orders.records import SHUT, Status
from rxapp.shop.cart import Cart
from rxapp.shop.change import Change, Known
from rxapp.shop.history import NOTHING_YET, History
from rxapp.shop.pricing import Quote

EVERY_USE: Mapping[str, int] = MappingProxyType({})


def known(session: Session, row: CheckoutRow, change: Change, known: Known, uses: Mapping[str, int]) -> Known:
    """What a change may look at, with what the books say of the past where its rule asks for that."""
    earlier = _cart_at(session, row.id, change.goes_back_to)
    code = change.code_in_question(earlier or Cart.model_validate(row.cart))
    said = history(session, row.shopper, code, uses) if code in known.catalog.codes else NOTHING_YET
    return replace(known, history=said, earlier=earlier)


def _cart_at(session: Session, checkout_id: str, revision: int | None) -> Cart | None:
    row = None if revision is None else session.get(RevisionRow, (checkout_id, revision))
    return Cart.model_validate(row.cart) if row else None


def history(session: Session, shopper: str, code: str, uses: Mapping[str, int] = EVERY_USE) -> History:
    """What is known of a shopper and of one code.

    Args:
        uses: How many uses of a code are enough to know, so that those of a popular one aren't all counted each time.
    """
    timed = session.get(TimedCodeRow, (shopper, code))
    return History(
        has_ordered=_has_ordered(session, shopper),
        uses={code: _used(session, code, uses.get(code))},
        until={code: timed.until} if timed else {},
    )


def _has_ordered(session: Session, shopper: str) -> bool:
    """Joining a plan is no order here: nothing is bought with it yet.

    What is placed and confirmed is one, though its money is still on its way.
    """
    of_goods = rows.without_index(OrderRow.subscription_id) == ""
    on_its_way = CheckoutRow.plan == "", rows.without_index(CheckoutRow.status) == Status.ON_ITS_WAY
    looks = (
        select(OrderRow.number).where(OrderRow.shopper == shopper, of_goods),
        select(CheckoutRow.id).where(CheckoutRow.shopper == shopper, *on_its_way),
    )
    return any(session.scalar(look.limit(1)) for look in looks)


def _used(session: Session, code: str, enough: int | None) -> int:
    """A use is an order that the code took something off, or a payment on its way that will become one."""
    if enough == 0:
        return 0
    some = select(OrderRow.number).where(OrderRow.code == code).limit(enough).subquery()
    used = session.scalars(select(func.count()).select_from(some)).one()
    placing = session.scalars(select(CheckoutRow.quote).where(CheckoutRow.status.in_(SHUT)))
    return used + sum(Quote.model_validate(quote).code == code for quote in placing)


def remember(session: Session, shopper: str, cart: Cart) -> None:
    """Keeps when the minutes of the cart's code run out, from the first time it was entered.

    The shopper's checkout is locked, so nobody else is doing this for them.
    """
    if cart.code_until and not session.get(TimedCodeRow, (shopper, cart.code)):
        session.add(TimedCodeRow(shopper=shopper, code=cart.code, until=cart.code_until))


def one_at_a_time(session: Session, code: str) -> None:
    """Until the transaction ends nobody else counts the uses of this code; on SQLite nobody else writes at all."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"code {code}", 0))))
