"""Finding, making and moving rows, always inside a transaction of the ledger."""

import secrets
from typing import Any

from pydantic import BaseModel
from sqlalchemy import ColumnElement, bindparam, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute, Session

from rxapp.orders.models import UNFINISHED, CheckoutRow, MoveRow, RevisionRow
from rxapp.orders.records import MOVES, Flow, Status
from rxapp.shop.cart import Cart
from rxapp.shop.change import Known
from rxapp.shop.pricing import Quote, quote

# What each change asks for is written once: to write it anew each time costs as much as to ask.
_BY_ID = select(CheckoutRow).where(CheckoutRow.id == bindparam("checkout_id")).with_for_update()
_BY_SESSION = select(CheckoutRow).where(CheckoutRow.session_id == bindparam("session_id")).with_for_update()
_UNFINISHED = (
    select(CheckoutRow)
    .where(CheckoutRow.shopper == bindparam("shopper"), CheckoutRow.status.in_(UNFINISHED))
    .with_for_update()
)
_UNFINISHED_BY_ID = _UNFINISHED.where(CheckoutRow.id == bindparam("which"))
_UNFINISHED_BY_PLAN = _UNFINISHED.where(CheckoutRow.plan == bindparam("which"))


def one(session: Session, *conditions: ColumnElement[bool]) -> CheckoutRow | None:
    """A checkout, locked until the transaction ends. The lock comes first: what is read can't be stale."""
    return session.scalar(select(CheckoutRow).where(*conditions).with_for_update())


def without_index(column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None]) -> ColumnElement[str]:
    """A column that is looked at in the rows that another condition finds; there "" stands for nothing.

    SQLite doesn't know how many rows a condition finds. For one shopper's orders without a subscription it goes through
    everybody's, if it may, by the index that makes sure that a subscription has one order.
    """
    return func.coalesce(column, "")


def locked(session: Session, checkout_id: str) -> CheckoutRow:
    """A checkout by its id, locked until the transaction ends.

    Raises:
        LookupError: There is none.
    """
    row = session.scalar(_BY_ID, {"checkout_id": checkout_id})
    if row is None:
        raise LookupError(f"no checkout {checkout_id}")
    return row


def of_session(session: Session, session_id: str) -> CheckoutRow | None:
    """The checkout that a session or intent belongs to, locked until the transaction ends."""
    return session.scalar(_BY_SESSION, {"session_id": session_id})


def unfinished(session: Session, shopper: str, plan: str, checkout_id: str | None = None) -> CheckoutRow | None:
    asked = _UNFINISHED_BY_ID if checkout_id else _UNFINISHED_BY_PLAN
    return session.scalar(asked, {"shopper": shopper, "which": checkout_id or plan})


def begun(session: Session, shopper: str, cart: Cart, known: Known, flow: Flow, plan: str) -> CheckoutRow:
    """A new checkout, or the one that another worker made for this shopper's other tab a moment ago."""
    # a trial is a Checkout Session's: nothing is paid, so there is no intent
    row = new_checkout(shopper, cart, quote(cart, known.catalog), Flow.CHECKOUT_SESSION if plan else flow, plan)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        found = unfinished(session, shopper, plan)
        assert found, "one unfinished checkout per shopper and plan is what the index holds"
        return found
    return row


def new_checkout(shopper: str, cart: Cart, priced: Quote, flow: Flow, plan: str) -> CheckoutRow:
    return CheckoutRow(
        id=f"co_{secrets.token_hex(12)}",
        shopper=shopper,
        plan=plan,
        status=Status.OPEN,
        cart=plain(cart),
        quote=plain(priced),
        revision=0,
        synced_revision=0,
        flow=flow,
        session_count=0,
        stripe_items={},
        writing_attempt=0,
    )


def revise(session: Session, row: CheckoutRow, cart: Cart, priced: dict[str, Any]) -> None:
    """Raises the revision, and keeps what it says."""
    row.cart, row.quote = plain(cart), priced
    row.revision += 1
    session.add(RevisionRow(checkout_id=row.id, revision=row.revision, cart=row.cart, quote=priced))


def move(session: Session, row: CheckoutRow, to: Status, reason: str) -> None:
    """Moves a checkout along `MOVES`, and writes down why.

    Raises:
        ValueError: That move isn't in the table.
    """
    if to not in MOVES[Status(row.status)]:
        raise ValueError(f"checkout {row.id} can't go from {row.status} to {to}")
    session.add(MoveRow(checkout_id=row.id, before=row.status, after=to, reason=reason[:500]))
    row.status = to


def plain(value: BaseModel) -> dict[str, Any]:
    return value.model_dump(mode="json")
