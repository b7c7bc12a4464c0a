"""The state machine finds the bugs that it is there for, when they are put back."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis.errors import FlakyFailure
from hypothesis.stateful import RuleBasedStateMachine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from rxapp.orders import ledger as books
from rxapp.orders import rows, settlement, stock
from rxapp.orders.ledger import Ledger
from rxapp.orders.records import Checkout, Flow, Status
from rxapp.shop.cart import Cart
from rxapp.shop.change import Change, Known
from rxapp.shop.refusal import Refusal
from tests.faults.model import MOVE
from tests.faults.state_machine import play, playground
from tests.thoroughness import QUICK

pytestmark = pytest.mark.skipif(QUICK, reason="it searches for longer than what has to be quick may take")

ENOUGH_RUNS = 2_000  # a few dozen find the bug that is hardest to find, and the first that does ends it
PATIENCE_SECONDS = 0.2


@pytest.fixture(params=Flow)
def shopping(
    request: pytest.FixtureRequest, tmp_path: Path, template: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[type[RuleBasedStateMachine]]:
    with playground(tmp_path, template, monkeypatch, request.param) as shopping:
        yield shopping


def finds(shopping: type[RuleBasedStateMachine], *symptoms: type[Exception]) -> None:
    """Fails unless one of the symptoms is seen; `FlakyFailure` is how it is told if it isn't seen a second time."""
    with pytest.raises((*symptoms, FlakyFailure)) as found:
        play(shopping, ENOUGH_RUNS)
    if isinstance(found.value, FlakyFailure):
        assert any(isinstance(failure, symptoms) for failure in found.value.exceptions)


async def others_come_in_between() -> None:
    """The gap of a planted bug: as long as whatever else happens at the same moment takes."""
    tasks = {task for task in asyncio.all_tasks() if task.get_name() == MOVE and task is not asyncio.current_task()}
    if tasks:
        await asyncio.wait(tasks, timeout=PATIENCE_SECONDS)  # two in their gaps wait for each other no longer


def test_it_finds_a_lock_that_is_released_before_the_commit(
    shopping: type[RuleBasedStateMachine], monkeypatch: pytest.MonkeyPatch
):
    async def change(
        self: Ledger, shopper: str, checkout_id: str | None, change: Change, known: Known, plan: str = ""
    ) -> Checkout:
        def look(session: Session) -> tuple[str, int, Cart, Cart, dict[str, Any]]:
            row = rows.unfinished(session, shopper, plan)
            row = row or rows.begun(session, shopper, self._first_cart, known, self._flow, plan)
            if row.status == Status.PLACING or (checkout_id and row.id != checkout_id):
                raise Refusal("checkout", "No.")
            before = Cart.model_validate(row.cart)
            cart = change.applied(before, books.past.known(session, row, change, known, self._uses))
            return row.id, row.revision, before, cart, rows.plain(books.quote(cart, known.catalog))

        id, seen, before, cart, quote = await self.database.run(look)
        await others_come_in_between()

        def write(session: Session) -> Checkout:
            row = rows.locked(session, id)
            if cart != before or quote != row.quote:
                row.revision = seen
                rows.revise(session, row, cart, quote)
            return Checkout.of(row)

        return await self.database.run(write)

    async def change_and_begin_write(self: Ledger, *asked: Any) -> tuple[Checkout, bool]:
        return await change(self, *asked), False

    monkeypatch.setattr(Ledger, "change", change)
    monkeypatch.setattr(Ledger, "change_and_begin_write", change_and_begin_write)
    finds(shopping, IntegrityError)


def test_it_finds_a_read_that_is_stale(shopping: type[RuleBasedStateMachine], monkeypatch: pytest.MonkeyPatch):
    async def place(self: Ledger, checkout_id: str, revision: int, amount: int, _permit: Any = None) -> Checkout:
        seen = await self.checkout(checkout_id)  # read before the lock is taken
        if seen.status != Status.OPEN or seen.revision != revision or not seen.in_step or seen.quote.total != amount:
            raise Refusal("checkout", "No.")
        await others_come_in_between()

        def write(session: Session) -> Checkout:
            row = rows.locked(session, checkout_id)
            rows.move(session, row, Status.PLACING, "as it was seen")
            return Checkout.of(row)

        return await self.database.run(write)

    monkeypatch.setattr(Ledger, "place", place)
    finds(shopping, AssertionError, ValueError)


def test_it_finds_a_payment_that_is_not_looked_up(
    shopping: type[RuleBasedStateMachine], monkeypatch: pytest.MonkeyPatch
):
    def settle(session: Any, row: Any, payment: settlement.Payment, *_: object) -> Any:
        order = settlement._order(row, books.Quote.model_validate(row.quote), payment)
        row.status = Status.PAID
        session.add(order)
        session.flush()
        return order

    monkeypatch.setattr(settlement, "settle", settle)
    finds(shopping, IntegrityError)


def test_it_finds_pieces_that_a_payment_which_failed_never_gives_back(
    shopping: type[RuleBasedStateMachine], monkeypatch: pytest.MonkeyPatch
):
    def give_back(*_: object) -> None:
        """The shelf gets nothing."""

    monkeypatch.setattr(stock, "give_back", give_back)
    finds(shopping, AssertionError, IntegrityError)
