"""What offers may depend on, read and kept inside a transaction of the ledger."""

from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rxapp.orders.models import CheckoutRow, OrderRow, RevisionRow, TimedCodeRow
from rxapp.orders.records import SHUT, Status
from rxapp.shop.cart import Cart
from rxapp.shop.change import Change, Known
from rxapp.shop.history import NOTHING_YET, History
from rxapp.shop.pricing import Quote


def known(session: Session, row: CheckoutRow, change: Change, known: Known) -> Known:
    """What a change may look at, with what the books say of the past where its rule asks for that."""
    earlier = _cart_at(session, row.id, change.goes_back_to)
    code = change.code_in_question(earlier or Cart.model_validate(row.cart))
    said = history(session, row.shopper, code) if code in known.catalog.codes else NOTHING_YET
    return replace(known, history=said, earlier=earlier)


def _cart_at(session: Session, checkout_id: str, revision: int | None) -> Cart | None:
    row = None if revision is None else session.get(RevisionRow, (checkout_id, revision))
    return Cart.model_validate(row.cart) if row else None


def history(session: Session, shopper: str, code: str) -> History:
    """What is known of a shopper and of one code. Joining a plan is no order here: nothing is bought with it yet.

    What is placed and confirmed is one, though its money is still on its way.

    A use is an order that the code took something off, or a payment on its way that will become one.
    """
    paid = OrderRow.shopper == shopper, OrderRow.subscription_id.is_(None)
    ordered = (session.scalars(select(func.count()).where(*paid))).one()
    used = (session.scalars(select(func.count()).where(OrderRow.code == code))).one()
    theirs = CheckoutRow.shopper == shopper, CheckoutRow.plan == "", CheckoutRow.status == Status.ON_ITS_WAY
    ordered += (session.scalars(select(func.count()).where(*theirs))).one()
    placing = session.scalars(select(CheckoutRow.quote).where(CheckoutRow.status.in_(SHUT)))
    on_their_way = sum(Quote.model_validate(quote).code == code for quote in placing)
    timed = session.get(TimedCodeRow, (shopper, code))
    return History(orders=ordered, uses={code: used + on_their_way}, until={code: timed.until} if timed else {})


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
