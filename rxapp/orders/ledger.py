"""The only writer of checkouts and orders. Each function is one transaction; the row is locked before it is read."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from rxapp.orders import bought, daily, leftovers, migrating, overdue, past, rights, rows, settlement, stock, under_way
from rxapp.orders.database import Books, Database, transaction
from rxapp.orders.events import note_handled
from rxapp.orders.models import CheckoutRow, now
from rxapp.orders.records import MOVES, SHUT, WRITES, Checkout, Flow, Order, Status
from rxapp.payments.values import Item, Payment
from rxapp.recording import recorded_transactions
from rxapp.shop.cart import Cart
from rxapp.shop.change import Change, Known
from rxapp.shop.history import History
from rxapp.shop.pricing import Quote, quote
from rxapp.shop.refusal import BeingPaid, ChangedMeanwhile, Finished, SessionEnded

Permit = Callable[[Cart, History], None]


@recorded_transactions(WRITES)
class Ledger(Books):
    """Checkouts, orders and what happened to them."""

    def __init__(
        self,
        database: Database,
        flow: Flow = Flow.CHECKOUT_SESSION,
        first_cart: Cart | None = None,
        counted: stock.Stock = stock.NOTHING_COUNTED,
        uses: Mapping[str, int] = past.EVERY_USE,
    ) -> None:
        """Opens the books.

        Args:
            flow: How new checkouts are paid.
            first_cart: What new checkouts begin with; nothing when left out.
            counted: How many there are to sell in all of each product that is counted.
            uses: How many uses of a code are enough to know; of one that isn't here all are counted.
        """
        super().__init__(database)
        self._flow = flow
        self._first_cart = first_cart or Cart()
        self.counted, self._uses = counted, uses

    @transaction
    def up_to_date(self, session: Session) -> bool:
        """Whether the books can be read, and are of this version of the store."""
        return migrating.up_to_date(session)

    @transaction
    def unfinished(self, session: Session, shopper: str, plan: str = "") -> Checkout | None:
        """The checkout this shopper is in, if any: of the cart, or of joining a plan."""
        row = rows.unfinished(session, shopper, plan)
        return Checkout.of(row) if row else None

    @transaction
    def checkout(self, session: Session, checkout_id: str) -> Checkout:
        """A checkout by its id.

        Raises:
            LookupError: There is none.
        """
        return Checkout.of(rows.locked(session, checkout_id))

    @transaction
    def checkout_of_session(self, session: Session, session_id: str) -> Checkout | None:
        """The checkout that a Stripe session belongs to."""
        row = rows.of_session(session, session_id)
        return Checkout.of(row) if row else None

    @transaction
    def left(self, session: Session, checkout_id: str = "") -> dict[str, int]:
        """How many can still be had of each product that is counted.

        Args:
            checkout_id: Whose own held pieces count as there to be had.
        """
        return stock.left(session, self.counted, checkout_id)

    @transaction
    def history(self, session: Session, shopper: str, code: str) -> History:
        """What is known of a shopper and of one code at this moment."""
        return past.history(session, shopper, code, self._uses)

    @transaction
    def change(
        self, session: Session, shopper: str, checkout_id: str | None, change: Change, known: Known, plan: str = ""
    ) -> Checkout:
        """Applies a change to the cart, prices it and raises the revision, unless nothing changed.

        Args:
            checkout_id: The checkout the shopper was looking at; None is whichever is unfinished, or a new one.
            known: What the change may look at; what the books say of the past is read into it here.
            plan: Which of the unfinished ones: the cart's, or that of joining a plan.

        Raises:
            Refusal: By the rule of the change, while a payment is on its way, or because that checkout is finished.
        """
        row = self._to_change(session, shopper, checkout_id, known, plan)
        self._apply(session, row, change, known)
        return Checkout.of(row)

    @transaction
    def change_and_begin_write(
        self, session: Session, shopper: str, checkout_id: str | None, change: Change, known: Known, rest: timedelta
    ) -> tuple[Checkout, bool]:
        """Applies a change as `change` does, and takes the right to write it if Stripe has been at rest for that long.

        Returns:
            The checkout as `begin_write` gives it, and whether the right is taken.
        """
        row = self._to_change(session, shopper, checkout_id, known, plan="")
        was_at_rest = rights.is_at_rest(row, rest)
        self._apply(session, row, change, known)
        checkout = Checkout.of(row)
        begins = was_at_rest and not checkout.in_step and bool(checkout.quote.lines)
        if begins:
            rights.take(row, now())
        return checkout, begins

    def _to_change(
        self, session: Session, shopper: str, checkout_id: str | None, known: Known, plan: str
    ) -> CheckoutRow:
        row = rows.unfinished(session, shopper, plan, checkout_id)
        if checkout_id and row is None:
            row = rows.one(session, CheckoutRow.shopper == shopper, CheckoutRow.id == checkout_id)
            raise BeingPaid if row and row.status in SHUT else Finished
        if row is None:
            first = Cart(destination=self._first_cart.destination) if plan else self._first_cart
            row = rows.begun(session, shopper, first, known, self._flow, plan)
        if row.status == Status.PLACING:
            raise BeingPaid
        return row

    def _apply(self, session: Session, row: CheckoutRow, change: Change, known: Known) -> None:
        before = Cart.model_validate(row.cart)
        known = replace(known, left=stock.left(session, self.counted))
        after = change.applied(before, past.known(session, row, change, known, self._uses))
        priced = rows.plain(quote(after, known.catalog, left=known.left))
        if after != before or priced != row.quote:
            rows.revise(session, row, after, priced)
            past.remember(session, row.shopper, after)

    @transaction
    def begin_write(self, session: Session, checkout_id: str, at: datetime | None = None) -> Checkout | None:
        """Takes the one right to write this checkout's session at Stripe, for the latest revision.

        Returns:
            The checkout as it was *before* this write was noted: an earlier write with an unknown end is seen in its
            `writing_revision`. None while another write is under way.
        """
        at = at or now()
        row = rows.locked(session, checkout_id)
        if row.writing_until and row.writing_until > at:
            return None
        before = Checkout.of(row)
        rights.take(row, at)
        return before

    @transaction
    def finish_write(
        self,
        session: Session,
        checkout_id: str,
        session_id: str,
        revision: int,
        items: Mapping[str, Item],
        customer_id: str | None = None,
    ) -> Checkout:
        """Notes that Stripe has confirmed this revision, how it now knows the lines, and whom they are for.

        A write that took so long that another one has begun is no longer the last word.
        """
        row = rows.locked(session, checkout_id)
        if (row.session_id, row.writing_revision) == (session_id, revision):
            rights.end(row, revision, items, customer_id)
        return Checkout.of(row)

    @transaction
    def fail_write(self, session: Session, checkout_id: str) -> Checkout:
        """Gives the right to write back; the next try has an idempotency key of its own.

        `writing_revision` stays and says that Stripe is to be asked first what came of this write.
        """
        row = rows.locked(session, checkout_id)
        row.writing_until = None
        row.writing_attempt += 1
        return Checkout.of(row)

    @transaction
    def doubt(self, session: Session, checkout_id: str) -> Checkout:
        """Stripe may not be where the last write left it: the next sync asks before it trusts.

        The cart stays, but as a new revision: what Stripe confirmed before is worth nothing to a payment now.
        """
        row = rows.locked(session, checkout_id)
        if row.status == Status.OPEN and row.writing_revision is None and row.session_id:
            if row.revision == row.synced_revision:
                rows.revise(session, row, Cart.model_validate(row.cart), row.quote)
            row.writing_revision = row.revision
        return Checkout.of(row)

    @transaction
    def end_leases(self, session: Session) -> None:
        """Gives back what a process that is gone had taken. For the start of a store that runs in one process."""
        session.execute(update(CheckoutRow).where(CheckoutRow.writing_revision.is_not(None)).values(writing_until=None))

    @transaction
    def start_session(
        self,
        session: Session,
        checkout_id: str,
        session_id: str,
        revision: int,
        items: Mapping[str, Item],
        flow: Flow = Flow.CHECKOUT_SESSION,
        customer_id: str | None = None,
    ) -> Checkout:
        """Gives the checkout its session at Stripe, which reflects this revision.

        Unless it has one by now, or is to be paid another way than by this one.
        """
        row = rows.locked(session, checkout_id)
        if row.session_id is None and row.status == Status.OPEN and row.flow == flow:
            row.session_id = session_id
            daily.note_opened(session, row)
            row.session_count += 1
            rights.end(row, revision, items, customer_id)
        return Checkout.of(row)

    @transaction
    def place(
        self,
        session: Session,
        checkout_id: str,
        revision: int,
        amount: int,
        permit: Permit = lambda _cart, _history: None,
    ) -> Checkout:
        """Shuts the checkout for changes while the shopper's payment runs.

        Args:
            revision: What the shopper saw; must be the latest, and confirmed by Stripe.
            amount: What the Pay button said, in minor units.
            permit: Refuses a cart whose code may not be used any more. What it is told can't change until this cart's
                use of the code counts, so that two shoppers never share the last one.

        Raises:
            OutOfStock: There is less left than the cart asks for.
            Refusal: Something moved since the shopper looked, or a payment is already on its way, or by `permit`.
        """
        row = rows.locked(session, checkout_id)
        _refuse_unless_open(row)
        if row.session_id is None:
            raise SessionEnded
        asked = Quote.model_validate(row.quote)
        if row.revision != revision or not asked.lines:
            raise ChangedMeanwhile
        if row.synced_revision != revision or asked.total != amount:
            raise ChangedMeanwhile(message=ChangedMeanwhile.another_total)
        if asked.code:
            past.one_at_a_time(session, asked.code)
            permit(Cart.model_validate(row.cart), past.history(session, row.shopper, asked.code, self._uses))
        stock.hold(session, row, self.counted)
        rows.move(session, row, Status.PLACING, f"revision {revision}, {amount} {asked.currency}")
        row.placed_at = now()
        return Checkout.of(row)

    @transaction
    def move(self, session: Session, checkout_id: str, to: Status, reason: str) -> Checkout:
        """Moves a checkout along `MOVES`; where that isn't allowed, or it is there already, it stays."""
        row = rows.locked(session, checkout_id)
        if to in MOVES[Status(row.status)]:
            under_way.move(session, row, to, reason, self.counted)
        return Checkout.of(row)

    @transaction
    def confirm(self, session: Session, checkout_id: str, session_id: str) -> Checkout:
        """Notes that this payment of the checkout is confirmed, and its money on its way."""
        row = rows.locked(session, checkout_id)
        if row.session_id == session_id:
            under_way.confirm(session, row, f"{session_id} is confirmed", self.counted)
        return Checkout.of(row)

    @transaction
    def release(self, session: Session, checkout_id: str, placed_at: datetime | None, reason: str) -> Checkout:
        """Opens a checkout again after a payment that didn't come about.

        Args:
            placed_at: Which payment that was: a later one, begun meanwhile, is left alone.
        """
        row = rows.locked(session, checkout_id)
        if row.status in SHUT and row.placed_at == placed_at:
            under_way.come_back(session, row, reason)
        return Checkout.of(row)

    @transaction
    def replace_session(self, session: Session, checkout_id: str, session_id: str) -> Checkout:
        """Lets go of a session that nothing can be paid with, keeping the cart; the next opening makes a new one."""
        row = rows.locked(session, checkout_id)
        if row.session_id == session_id:
            if row.status in SHUT:
                under_way.come_back(session, row, "the session ended before it was paid")
            if row.status == Status.OPEN:
                row.session_id, row.stripe_items = None, {}
        return Checkout.of(row)

    @transaction
    def choose_flow(self, session: Session, checkout_id: str, session_id: str | None, flow: Flow) -> Checkout:
        """Has an open checkout paid another way, letting go of the session it had.

        That is a change: other tabs see by the revision that their payment form is of the past.

        Args:
            session_id: The session that was ended for this; if the checkout has another one by now, nothing happens.

        Raises:
            Refusal: A payment is on its way, or the checkout is finished.
        """
        row = rows.locked(session, checkout_id)
        _refuse_unless_open(row)
        if row.session_id in (session_id, None) and row.flow != flow:
            row.flow, row.session_id, row.stripe_items = flow, None, {}
            rows.revise(session, row, Cart.model_validate(row.cart), row.quote)
        return Checkout.of(row)

    @transaction
    def settle(self, session: Session, checkout_id: str, payment: Payment, event_id: str | None = None) -> Order:
        """Writes the order of a payment, once; a second report finds the first one's order.

        Args:
            event_id: The event that reported it, noted as handled in the same transaction.
        """
        row = rows.locked(session, checkout_id)
        order = settlement.settle(session, row, payment, self.counted)
        if event_id:
            note_handled(session, event_id)
        return Order.of(order)

    @transaction
    def order(self, session: Session, shopper: str, session_id: str) -> Order | None:
        """See `bought.order`."""
        row = bought.order(session, shopper, session_id)
        return Order.of(row) if row else None

    @transaction
    def orders(self, session: Session, shopper: str, at_most: int, before: bought.Place | None = None) -> list[Order]:
        """See `bought.orders`."""
        return [Order.of(row) for row in bought.orders(session, shopper, at_most, before)]

    @transaction
    def under_way(self, session: Session, shopper: str) -> list[Checkout]:
        """See `under_way.of_shopper`."""
        return [Checkout.of(row) for row in under_way.of_shopper(session, shopper)]

    @transaction
    def came_back(self, session: Session, checkout_id: str) -> bool:
        """Whether a cart was placed before, and its money hasn't come."""
        return under_way.came_back(session, checkout_id)

    @transaction
    def joined(self, session: Session, shopper: str, plan: str) -> Order | None:
        """See `bought.joined`."""
        row = bought.joined(session, shopper, plan)
        return Order.of(row) if row else None

    @transaction
    def unsettled(self, session: Session, before: datetime) -> list[Checkout]:
        """See `overdue.unsettled`."""
        return [Checkout.of(row) for row in overdue.unsettled(session, before)]

    @transaction
    def forgotten(self, session: Session, before: datetime, passed_over: int = 0) -> list[Checkout]:
        """See `overdue.forgotten`."""
        return [Checkout.of(row) for row in overdue.forgotten(session, before, passed_over)]

    @transaction
    def throw_away(self, session: Session, before: datetime) -> int:
        """See `leftovers.throw_away_carts`; how many were thrown away, a part of them at a time."""
        return leftovers.throw_away_carts(session, before)


def _refuse_unless_open(row: CheckoutRow) -> None:
    if row.status in SHUT:
        raise BeingPaid
    if row.status != Status.OPEN:
        raise Finished
