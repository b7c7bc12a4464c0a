"""Hypothesis plays shoppers, webhooks, clocks and faults against the real use cases; it must find bugs put back."""

import asyncio
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.errors import FlakyFailure
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from sqlalchemy.exc import IntegrityError

from rxapp.checkout import opening
from rxapp.orders import ledger as books
from rxapp.orders import rows, settlement
from rxapp.orders.ledger import Change, Ledger, Price
from rxapp.orders.records import Checkout, Status
from rxapp.payments import client
from rxapp.payments.breaker import CircuitBreaker
from rxapp.shop.cart import Cart
from rxapp.shop.refusal import Refusal
from tests.faults.game import Game
from tests.faults.local_store import LocalStore, local_store

RUNS = int(os.environ.get("STATE_MACHINE_RUNS", "500"))
RUNS_FOR_A_PLANTED_BUG, STEPS = 500, 8
SLOW = 0.003  # how long a planted bug leaves the others time

SHOPPER_ACTIONS = ("change", "open", "sync", "place", "confirm", "let_go", "return_page")
OTHER_ACTIONS = ("webhook", "later", "tomorrow", "fault", "lost_answers")
AT_ONCE = ("change", "sync", "place", "confirm", "return_page", "webhook", "open", "later")

tabs, choices = st.integers(0, 3), st.integers(0, 11)


def machine(runner: asyncio.Runner, shop: LocalStore) -> type[RuleBasedStateMachine]:
    """The state machine, on this store."""

    class Shopping(RuleBasedStateMachine):
        game: Game

        @initialize(first=st.lists(tabs, min_size=1, max_size=3))
        def arrive(self, first: list[int]) -> None:
            self.game = Game(shop.with_new_account())
            for tab in first:
                runner.run(self.game.play(tab, "open", 0))

        @rule(tab=tabs, action=st.sampled_from(SHOPPER_ACTIONS), choice=choices)
        def somebody_does(self, tab: int, action: str, choice: int) -> None:
            runner.run(self.game.play(tab, action, choice))

        @rule(tab=tabs, choice=choices)
        def somebody_pays(self, tab: int, choice: int) -> None:
            for action in ("sync", "place", "confirm"):
                runner.run(self.game.play(tab, action, choice))

        @rule(moves=st.lists(st.tuples(tabs, st.sampled_from(AT_ONCE), choices), min_size=2, max_size=4))
        def all_at_once(self, moves: list[tuple[int, str, int]]) -> None:
            runner.run(self.game.play_at_once(moves))

        @rule(action=st.sampled_from(OTHER_ACTIONS), choice=choices)
        def meanwhile(self, action: str, choice: int) -> None:
            runner.run(self.game.play(0, action, choice))

        @rule(tab=tabs, choice=choices)
        def one_tab_pays_while_the_other_changes(self, tab: int, choice: int) -> None:
            other = tab ^ 1
            runner.run(self.game.play_at_once([(tab, "place", 1), (other, "change", choice)]))
            runner.run(self.game.play_at_once([(tab, "confirm", 1), (other, "change", choice + 1)]))

        def teardown(self) -> None:
            if hasattr(self, "game"):
                runner.run(self.game.finish())

    return Shopping


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture
def shopping(
    runner: asyncio.Runner, tmp_path: Path, template: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[type[RuleBasedStateMachine]]:
    monkeypatch.setattr(opening, "PAYMENT_LASTS", timedelta(0))  # the worst case: nobody's payment is waited for
    monkeypatch.setattr(client, "FIRST_WAIT_SECONDS", 0.001)
    monkeypatch.setattr(client, "breaker", CircuitBreaker(failures=10**9))
    opened = local_store(tmp_path, template)
    shop = runner.run(_entered(opened))
    yield machine(runner, shop)
    runner.run(_left(opened))


async def _entered(opened: Any) -> LocalStore:
    return await opened.__aenter__()


async def _left(opened: Any) -> None:
    await opened.__aexit__(None, None, None)


def play(shopping: type[RuleBasedStateMachine], runs: int) -> None:
    run_state_machine_as_test(
        shopping,
        settings=settings(
            max_examples=runs,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
            phases=[Phase.generate],  # a failure says enough without being made smaller, which takes minutes
            report_multiple_bugs=False,
        ),
    )


def test_whatever_happens_every_payment_is_one_right_order(shopping: type[RuleBasedStateMachine]):
    play(shopping, RUNS)


def finds_it(shopping: type[RuleBasedStateMachine], *symptoms: type[Exception]) -> None:
    with pytest.raises((*symptoms, FlakyFailure)):
        play(shopping, RUNS_FOR_A_PLANTED_BUG)


def test_it_finds_a_lock_that_is_released_before_the_commit(
    shopping: type[RuleBasedStateMachine], monkeypatch: pytest.MonkeyPatch
):
    async def change(self: Ledger, shopper: str, checkout_id: str | None, change: Change, price: Price) -> Checkout:
        async with self._database.transaction() as session:
            row = await books._unfinished(session, shopper) or await books._new(session, shopper, price, self._flow)
            if row.status == Status.PLACING or (checkout_id and row.id != checkout_id):
                raise Refusal("checkout", "No.")
            seen, before = row.revision, Cart.model_validate(row.cart)
            cart = change(before)
            quote = rows.plain(price(cart))
        await asyncio.sleep(SLOW)  # others come in between
        async with self._database.transaction() as session:
            row = await rows.locked(session, row.id)
            if cart != before or quote != row.quote:
                row.revision = seen
                rows.revise(session, row, cart, quote)
            return Checkout.of(row)

    monkeypatch.setattr(Ledger, "change", change)
    finds_it(shopping, IntegrityError)


def test_it_finds_a_read_that_is_stale(shopping: type[RuleBasedStateMachine], monkeypatch: pytest.MonkeyPatch):
    async def place(self: Ledger, checkout_id: str, revision: int, amount: int) -> Checkout:
        seen = await self.checkout(checkout_id)  # read before the lock is taken
        if seen.status != Status.OPEN or seen.revision != revision or not seen.in_step or seen.quote.total != amount:
            raise Refusal("checkout", "No.")
        await asyncio.sleep(SLOW)
        async with self._database.transaction() as session:
            row = await rows.locked(session, checkout_id)
            rows.move(session, row, Status.PLACING, "as it was seen")
            return Checkout.of(row)

    monkeypatch.setattr(Ledger, "place", place)
    finds_it(shopping, AssertionError, ValueError)


def test_it_finds_a_payment_that_is_not_looked_up(
    shopping: type[RuleBasedStateMachine], monkeypatch: pytest.MonkeyPatch
):
    async def settle(session: Any, row: Any, payment: settlement.Payment) -> Any:
        order = settlement._order(row, books.Quote.model_validate(row.quote), payment)
        row.status = Status.PAID
        session.add(order)
        await session.flush()
        return order

    monkeypatch.setattr(settlement, "settle", settle)
    finds_it(shopping, IntegrityError)
