"""The only writer of checkouts and orders. Each function is one transaction; the row is locked before it is read."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from rxapp.orders.database import Database
from rxapp.orders.models import UNFINISHED, CheckoutRow, MoveRow, OrderRow, WebhookEventRow, now
from rxapp.orders.records import MOVES, Checkout, Order, Status, StripeItem
from rxapp.shop.cart import Cart
from rxapp.shop.pricing import Quote
from rxapp.shop.refusal import Refusal

Change = Callable[[Cart], Cart]
Price = Callable[[Cart], Quote]

BEING_PAID = "Your payment is on its way, so nothing can change now."
FINISHED = "This order is finished. What you choose now goes into a new cart."
CHANGED_MEANWHILE = "Your cart has changed in the meantime. Please look at the new total."

WRITE_LEASE = timedelta(seconds=14)  # a little more than one call to Stripe may take with its retries


class Ledger:
    """Checkouts, orders and what happened to them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def unfinished(self, shopper: str) -> Checkout | None:
        """The checkout this shopper is in, if any."""
        async with self._database.transaction() as session:
            row = await _one(session, CheckoutRow.shopper == shopper, CheckoutRow.status.in_(UNFINISHED))
            return Checkout.of(row) if row else None

    async def checkout(self, checkout_id: str) -> Checkout:
        """A checkout by its id.

        Raises:
            LookupError: There is none.
        """
        async with self._database.transaction() as session:
            return Checkout.of(await _locked(session, checkout_id))

    async def checkout_of_session(self, session_id: str) -> Checkout | None:
        """The checkout that a Stripe session belongs to."""
        async with self._database.transaction() as session:
            row = await _one(session, CheckoutRow.session_id == session_id)
            return Checkout.of(row) if row else None

    async def change(self, shopper: str, checkout_id: str | None, change: Change, price: Price) -> Checkout:
        """Applies a change to the cart, prices it and raises the revision, unless nothing changed.

        Args:
            checkout_id: The checkout the shopper was looking at; None is whichever is unfinished, or a new one.

        Raises:
            Refusal: By a rule of the shop, while a payment is on its way, or because that checkout is finished.
        """
        async with self._database.transaction() as session:
            row = await _one(session, CheckoutRow.shopper == shopper, CheckoutRow.status.in_(UNFINISHED))
            if checkout_id and (row is None or row.id != checkout_id):
                raise Refusal("checkout", FINISHED)
            if row is None:
                row = _new_checkout(session, shopper, price)
            if row.status == Status.PLACING:
                raise Refusal("checkout", BEING_PAID)
            before = Cart.model_validate(row.cart)
            after = change(before)
            quote = _plain(price(after))
            if after != before or quote != row.quote:
                row.cart, row.quote = _plain(after), quote
                row.revision += 1
            return Checkout.of(row)

    async def begin_write(self, checkout_id: str, at: datetime | None = None) -> Checkout | None:
        """Takes the one right to write this checkout's session at Stripe, for the latest revision.

        Returns:
            The checkout as it was *before* this write was noted: an earlier write with an unknown end is seen in its
            `writing_revision`. None while another write is under way.
        """
        at = at or now()
        async with self._database.transaction() as session:
            row = await _locked(session, checkout_id)
            if row.writing_until and row.writing_until.replace(tzinfo=at.tzinfo) > at:
                return None
            before = Checkout.of(row)
            row.writing_until = at + WRITE_LEASE
            row.writing_revision = row.revision
            return before

    async def finish_write(self, checkout_id: str, revision: int, items: dict[str, StripeItem]) -> Checkout:
        """Notes that Stripe has confirmed this revision, and how it now knows the lines."""
        async with self._database.transaction() as session:
            row = await _locked(session, checkout_id)
            row.stripe_items = {key: item.model_dump() for key, item in items.items()}
            row.synced_revision = max(row.synced_revision, revision)
            row.writing_until, row.writing_revision, row.writing_attempt = None, None, 0
            return Checkout.of(row)

    async def fail_write(self, checkout_id: str, *, nothing_happened: bool) -> Checkout:
        """Gives the right to write back; the next try has an idempotency key of its own.

        Args:
            nothing_happened: Stripe said no. Otherwise the end is unknown, and `writing_revision` stays to say so.
        """
        async with self._database.transaction() as session:
            row = await _locked(session, checkout_id)
            row.writing_until = None
            row.writing_attempt += 1
            if nothing_happened:
                row.writing_revision = None
            return Checkout.of(row)

    async def doubt(self, checkout_id: str) -> Checkout:
        """Stripe may not be where the last write left it: the next sync asks before it trusts."""
        async with self._database.transaction() as session:
            row = await _locked(session, checkout_id)
            if row.writing_revision is None and row.session_id:
                row.synced_revision = min(row.synced_revision, row.revision - 1)
                row.writing_revision = row.revision
            return Checkout.of(row)

    async def end_leases(self) -> None:
        """Gives back what a process that is gone had taken. For the start of a store that runs in one process."""
        async with self._database.transaction() as session:
            await session.execute(update(CheckoutRow).values(writing_until=None))

    async def start_session(
        self, checkout_id: str, session_id: str, revision: int, items: dict[str, StripeItem]
    ) -> Checkout:
        """Gives the checkout its session at Stripe, which reflects this revision."""
        async with self._database.transaction() as session:
            row = await _locked(session, checkout_id)
            row.session_id = session_id
            row.session_count += 1
            row.synced_revision = revision
            row.stripe_items = {key: item.model_dump() for key, item in items.items()}
            row.writing_until, row.writing_revision, row.writing_attempt = None, None, 0
            return Checkout.of(row)

    async def place(self, checkout_id: str, revision: int, amount: int) -> Checkout:
        """Shuts the checkout for changes while the shopper's payment runs.

        Args:
            revision: What the shopper saw; must be the latest, and confirmed by Stripe.
            amount: What the Pay button said, in minor units.

        Raises:
            Refusal: Something moved since the shopper looked, or a payment is already on its way.
        """
        async with self._database.transaction() as session:
            row = await _locked(session, checkout_id)
            if row.status == Status.PLACING:
                raise Refusal("checkout", BEING_PAID)
            if row.status != Status.OPEN:
                raise Refusal("checkout", FINISHED)
            quote = Quote.model_validate(row.quote)
            if row.revision != revision or row.synced_revision != revision or quote.total != amount or not quote.lines:
                raise Refusal("checkout", CHANGED_MEANWHILE)
            _move(session, row, Status.PLACING, f"revision {revision}, {amount} {quote.currency}")
            row.placed_at = now()
            return Checkout.of(row)

    async def move(self, checkout_id: str, to: Status, reason: str) -> Checkout:
        """Moves a checkout along `MOVES`; where that isn't allowed, or it is there already, it stays.

        Returns:
            The checkout, moved or not.
        """
        async with self._database.transaction() as session:
            row = await _locked(session, checkout_id)
            if to in MOVES[Status(row.status)]:
                _move(session, row, to, reason)
            return Checkout.of(row)

    async def replace_session(self, checkout_id: str, session_id: str) -> Checkout:
        """Lets go of a session that has expired, keeping the cart; the next opening makes a new one."""
        async with self._database.transaction() as session:
            row = await _locked(session, checkout_id)
            if row.session_id == session_id and row.status in UNFINISHED:
                if row.status == Status.PLACING:
                    _move(session, row, Status.OPEN, "the session expired before it was paid")
                row.session_id = None
                row.stripe_items = {}
            return Checkout.of(row)

    async def settle(
        self,
        checkout_id: str,
        *,
        session_id: str,
        payment_intent_id: str | None,
        paid: int,
        currency: str,
        email: str | None,
    ) -> Order:
        """Writes the order of a paid session, once; a second report finds the first one's order.

        Args:
            paid: What Stripe charged, in minor units; another amount than the quote's flags the order for a person.
        """
        async with self._database.transaction() as session:
            row = await _locked(session, checkout_id)
            known = await session.scalar(select(OrderRow).where(OrderRow.checkout_id == checkout_id))
            if known:
                if known.session_id != session_id:
                    known.flag = _note(
                        known.flag, f"second payment: {session_id} {payment_intent_id}, {paid} {currency}"
                    )
                return Order.of(known)
            quote = Quote.model_validate(row.quote)
            order = _order(row, quote, session_id, payment_intent_id, paid, email)
            if (paid, currency) != (quote.total, quote.currency):
                order.flag = f"paid {paid} {currency}, asked {quote.total} {quote.currency}"
            if Status.PAID not in MOVES[Status(row.status)]:
                order.flag = _note(order.flag, f"paid while {row.status}")
            _move(session, row, Status.FLAGGED if order.flag else Status.PAID, f"order {order.number}")
            session.add(order)
            await session.flush()
            return Order.of(order)

    async def order(self, shopper: str, session_id: str) -> Order | None:
        """This shopper's order of that session; nobody else's."""
        async with self._database.transaction() as session:
            row = await session.scalar(
                select(OrderRow).where(OrderRow.session_id == session_id, OrderRow.shopper == shopper)
            )
            return Order.of(row) if row else None

    async def receive_event(self, event_id: str, event_type: str, session_id: str | None) -> bool:
        """Keeps an event before it is handled.

        Returns:
            False if it has been handled already.
        """
        async with self._database.transaction() as session:
            row = await session.get(WebhookEventRow, event_id, with_for_update=True)
            if row is None:
                session.add(WebhookEventRow(id=event_id, type=event_type, session_id=session_id, received_at=now()))
                return True
            return row.handled_at is None

    async def note_event(self, event_id: str, failure: str | None) -> None:
        """Notes that an event was handled, or why that failed."""
        async with self._database.transaction() as session:
            row = await session.get_one(WebhookEventRow, event_id, with_for_update=True)
            row.failure = failure
            row.handled_at = None if failure else now()

    async def placed_before(self, moment: datetime) -> list[Checkout]:
        """Checkouts whose payment has been on its way since before that moment."""
        async with self._database.transaction() as session:
            rows = await session.scalars(
                select(CheckoutRow).where(CheckoutRow.status == Status.PLACING, CheckoutRow.placed_at < moment)
            )
            return [Checkout.of(row) for row in rows]


async def _one(session: AsyncSession, *conditions: ColumnElement[bool]) -> CheckoutRow | None:
    return await session.scalar(select(CheckoutRow).where(*conditions).with_for_update())


async def _locked(session: AsyncSession, checkout_id: str) -> CheckoutRow:
    row = await _one(session, CheckoutRow.id == checkout_id)
    if row is None:
        raise LookupError(f"no checkout {checkout_id}")
    return row


def _new_checkout(session: AsyncSession, shopper: str, price: Price) -> CheckoutRow:
    cart = Cart()
    row = CheckoutRow(
        id=f"co_{secrets.token_hex(12)}",
        shopper=shopper,
        status=Status.OPEN,
        cart=_plain(cart),
        quote=_plain(price(cart)),
        revision=0,
        synced_revision=0,
        session_count=0,
        stripe_items={},
        writing_attempt=0,
    )
    session.add(row)
    return row


def _move(session: AsyncSession, row: CheckoutRow, to: Status, reason: str) -> None:
    session.add(MoveRow(checkout_id=row.id, before=row.status, after=to, reason=reason[:500]))
    row.status = to


def _order(
    row: CheckoutRow, quote: Quote, session_id: str, payment_intent_id: str | None, paid: int, email: str | None
) -> OrderRow:
    return OrderRow(
        number=_order_number(),
        checkout_id=row.id,
        shopper=row.shopper,
        session_id=session_id,
        payment_intent_id=payment_intent_id,
        currency=quote.currency,
        subtotal=quote.subtotal,
        discount=quote.discount,
        shipping=quote.shipping.amount,
        total=quote.total,
        paid=paid,
        quote=_plain(quote),
        email=email,
        flag=None,
        created_at=now(),
    )


def _order_number() -> str:
    """Short enough to read out, random so that it tells nobody how many orders there were."""
    letters = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
    return "KK-" + "".join(secrets.choice(letters) for _ in range(8))


def _note(flag: str | None, more: str) -> str:
    return f"{flag}; {more}"[:500] if flag else more[:500]


def _plain(value: Cart | Quote) -> dict[str, Any]:
    return value.model_dump(mode="json")
