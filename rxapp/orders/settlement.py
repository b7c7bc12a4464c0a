"""What a payment does to the books, inside one transaction: an order, or a flag for a person. Nothing is dropped."""

import secrets

from sqlalchemy import select
from sqlalchemy.orm import Session

from rxapp import metrics
from rxapp.orders import daily, memberships, rows, stock
from rxapp.orders.doubts import Doubt, DoubtKind, doubts
from rxapp.orders.models import CheckoutRow, FlagRow, OrderLineRow, OrderRow, RevisionRow, now
from rxapp.orders.records import Status
from rxapp.payments.values import Payment
from rxapp.shop.catalog import CATALOG
from rxapp.shop.pricing import Quote

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def settle(session: Session, row: CheckoutRow, payment: Payment, counted: stock.Stock) -> OrderRow:
    """Writes the order of a payment, once, and sells what it is for. Another payment for it is flagged on that order.

    Args:
        row: The checkout, locked.
        counted: How many there are to sell in all of each product that is counted.
    """
    known = session.scalar(select(OrderRow).where(OrderRow.checkout_id == row.id))
    if known:
        _note_again(session, row, known, payment)
        return known
    quote = _quote_of(session, row, payment.revision)
    ordered = quote or Quote.model_validate(row.quote)
    order = _order(row, ordered, payment)
    oversold = stock.sell(session, row, ordered, counted)
    found = doubts(row, quote, payment) + [Doubt(DoubtKind.SOLD_OUT, said) for said in oversold]
    order.flag = "; ".join(doubt.said for doubt in found) or None
    reason = f"order {order.number}: {order.flag or payment}"
    rows.move(session, row, Status.FLAGGED if order.flag else Status.PAID, reason)
    session.add(order)
    session.flush()
    session.add_all(_lines(order, ordered))
    session.add_all(_flag(order, doubt, payment) for doubt in found)
    daily.note_order(session, row, order, ordered)
    if payment.subscription:
        memberships.begin(session, row, order, payment.subscription)
    metrics.ORDERS.labels("flagged" if order.flag else "paid").inc()
    return order


def _note_again(session: Session, row: CheckoutRow, order: OrderRow, payment: Payment) -> None:
    """A report of the same payment is no news; a payment that the order doesn't know is for a person."""
    same = (order.session_id, order.payment_intent_id, order.paid, order.currency)
    if same == (payment.id, payment.payment_intent_id, payment.amount, payment.currency):
        return
    doubt = f"paid again: {payment}"
    if doubt in (order.flag or ""):
        return
    order.flag = f"{order.flag}; {doubt}" if order.flag else doubt
    session.add(_flag(order, Doubt(DoubtKind.PAID_AGAIN, doubt), payment))
    if row.status != Status.FLAGGED:
        rows.move(session, row, Status.FLAGGED, f"order {order.number}: {doubt}")


def _flag(order: OrderRow, doubt: Doubt, payment: Payment) -> FlagRow:
    taken = {"amount": payment.amount, "currency": payment.currency}
    return FlagRow(number=order.number, doubt=doubt.kind, said=doubt.said, at=now(), **taken)


def _quote_of(session: Session, row: CheckoutRow, revision: int) -> Quote | None:
    kept = session.get(RevisionRow, (row.id, revision))
    return Quote.model_validate(kept.quote) if kept else None


def _order(row: CheckoutRow, quote: Quote, payment: Payment) -> OrderRow:
    return OrderRow(
        number=_number(),
        checkout_id=row.id,
        shopper=row.shopper,
        session_id=payment.id,
        payment_intent_id=payment.payment_intent_id,
        subscription_id=payment.subscription_id,
        trial_ends=payment.trial_ends,
        customer_id=payment.customer_id,
        currency=payment.currency,
        subtotal=quote.subtotal,
        discount=quote.discount,
        shipping=quote.shipping.amount,
        tax=quote.tax,
        total=quote.total,
        paid=payment.amount,
        quote=rows.plain(quote),
        code=quote.code,
        destination=rows.plain(quote.destination) if quote.destination else None,
        email=payment.email,
        refunded=0,
        created_at=now(),
    )


def _lines(order: OrderRow, quote: Quote) -> list[OrderLineRow]:
    return [
        OrderLineRow(
            number=order.number,
            place=place,
            key=line.key,
            name=line.name,
            quantity=line.quantity,
            amount=line.amount,
            created_at=order.created_at,
        )
        for place, line in enumerate(quote.lines)
    ]


def _number() -> str:
    """Short enough to read out, random so that it tells nobody how many orders there were."""
    return CATALOG.number_prefix + "".join(secrets.choice(LETTERS) for _ in range(8))
