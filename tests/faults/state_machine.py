"""The state machine: Hypothesis plays shoppers, webhooks, banks, clocks and faults against the real use cases."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from rxapp.checkout import opening
from rxapp.orders import rights
from rxapp.orders.records import Flow
from rxapp.payments import client, goods, intents
from rxapp.payments.breaker import CircuitBreaker
from rxapp.shop.catalog import CATALOG
from tests.faults.local_store import LocalStore, local_store
from tests.faults.model import Model, Move
from tests.thoroughness import many

STEPS = 8
# For each way to be paid; a planted bug took 22 of them at most, in forty tries.
RUNS = many(240)
SHOPPER_ACTIONS = ("change", "open", "sync", "place", "confirm", "let_go", "return_page", "switch")
OTHER_ACTIONS = ("webhook", "later", "tomorrow", "days_later", "fault", "lost_answers", "answer_the_bank")
AT_ONCE = ("change", "sync", "place", "confirm", "return_page", "webhook", "open", "later", "answer_the_bank")

tabs, choices, turns = st.integers(0, 3), st.integers(0, 11), st.integers(0, 5)


def machine(runner: asyncio.Runner, shop: LocalStore, flow: Flow) -> type[RuleBasedStateMachine]:
    """The state machine, on this store, where carts begin with this way to be paid."""

    class Shopping(RuleBasedStateMachine):
        model: Model

        @initialize(first=st.lists(tabs, min_size=1, max_size=3))
        def arrive(self, first: list[int]) -> None:
            self.model = Model(shop.with_new_account(flow))
            for tab in first:
                runner.run(self.model.play(tab, "open", 0))

        @rule(tab=tabs, action=st.sampled_from(SHOPPER_ACTIONS), choice=choices)
        def somebody_does(self, tab: int, action: str, choice: int) -> None:
            runner.run(self.model.play(tab, action, choice))

        @rule(tab=tabs, choice=choices)
        def somebody_pays(self, tab: int, choice: int) -> None:
            for action in ("sync", "place", "confirm"):
                runner.run(self.model.play(tab, action, choice))

        @rule(moves=st.lists(st.tuples(turns, tabs, st.sampled_from(AT_ONCE), choices), min_size=2, max_size=4))
        def all_at_once(self, moves: list[Move]) -> None:
            runner.run(self.model.play_at_once(moves))

        @rule(action=st.sampled_from(OTHER_ACTIONS), choice=choices)
        def meanwhile(self, action: str, choice: int) -> None:
            runner.run(self.model.play(0, action, choice))

        @rule(late=turns, tab=tabs, choice=choices)
        def both_tabs_change(self, late: int, tab: int, choice: int) -> None:
            runner.run(self.model.play_at_once([(0, tab, "change", choice), (late, tab ^ 1, "change", choice + 1)]))

        @rule(late=turns, tab=tabs, choice=choices)
        def one_tab_pays_while_the_other_changes(self, late: int, tab: int, choice: int) -> None:
            for action in ("open", "sync"):
                runner.run(self.model.play(tab, action, 0))
            for action in ("place", "confirm"):
                moves = [(0, tab, action, choice), (late, tab ^ 1, "change", choice)]
                runner.run(self.model.play_at_once(moves))

        def teardown(self) -> None:
            if hasattr(self, "model"):
                runner.run(self.model.finish())

    return Shopping


@contextmanager
def playground(
    folder: Path, template: Path, patch: pytest.MonkeyPatch, flow: Flow
) -> Iterator[type[RuleBasedStateMachine]]:
    """A machine on a store of its own, where nobody waits for anything longer than is needed."""
    patch.setattr(opening, "PAYMENT_LASTS", timedelta(0))  # the worst case: nobody's payment is waited for
    every_way = CATALOG.model_copy(update={"ways_to_pay": ("card", "us_bank_account")})
    for module in (goods, intents):
        patch.setattr(module, "CATALOG", every_way)
    patch.setattr(client, "FIRST_WAIT_SECONDS", 0.001)
    patch.setattr(client, "breaker", CircuitBreaker(failures=10**9))
    with asyncio.Runner() as runner:
        opened = local_store(folder, template)
        shop = runner.run(_entered(opened))
        patch.setattr(rights, "BURST", timedelta(0))  # every change of a cart that is in step begins its write
        yield machine(runner, shop, flow)
        runner.run(_left(opened))


async def _entered(opened: Any) -> LocalStore:
    return await opened.__aenter__()


async def _left(opened: Any) -> None:
    await opened.__aexit__(None, None, None)


def play(shopping: type[RuleBasedStateMachine], runs: int, **more: Any) -> None:
    """So many runs, or until one of them fails."""
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
            **more,
        ),
    )
