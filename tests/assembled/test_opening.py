"""The store opens."""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import SecretStr
from starlette.types import Scope

from rxapp import rxapp as assembly
from rxapp.api.routes import ROUTES
from rxapp.orders.records import Flow
from rxapp.settings import settings
from rxapp.start import CannotStart
from tests.in_process import MODES


@asynccontextmanager
async def opened(*_given: object, **_named: object) -> AsyncIterator[None]:
    yield


async def test_garbage_is_looked_for_among_what_has_come_since_only(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(assembly, "prepare", lambda _settings: None)
    monkeypatch.setattr(assembly, "open_services", opened)
    monkeypatch.setattr(assembly.metrics, "forget_the_dead", lambda: None)
    before, there = gc.get_freeze_count(), [[number] for number in range(1000)]
    async with assembly.run_store():
        assert gc.get_freeze_count() >= before + len(there)


@pytest.mark.parametrize("flow", Flow)
async def test_new_carts_are_paid_the_way_that_the_store_is_set_to(monkeypatch: pytest.MonkeyPatch, flow: Flow):
    how: list[tuple[Any, ...]] = []

    @asynccontextmanager
    async def noting(*where: str | None, flow: Flow) -> AsyncIterator[None]:
        how.append((*where, flow))
        yield

    monkeypatch.setitem(settings.__dict__, "checkout_flow", flow.value)
    monkeypatch.setattr(assembly, "prepare", lambda _settings: None)
    monkeypatch.setattr(assembly, "open_services", noting)
    monkeypatch.setattr(assembly.metrics, "forget_the_dead", lambda: None)
    async with assembly.run_store():
        assert how == [(settings.database, settings.secret_key, settings.api_base, flow)]


async def test_what_a_process_before_counted_is_put_away(monkeypatch: pytest.MonkeyPatch):
    done: list[str] = []

    def prepare(_settings: object) -> None:
        with pytest.raises(RuntimeError, match="no running event loop"):
            asyncio.get_running_loop()  # in which the tables can't be brought up to date
        done.append("prepared")

    monkeypatch.setattr(assembly, "prepare", prepare)
    monkeypatch.setattr(assembly, "open_services", opened)
    monkeypatch.setattr(assembly.metrics, "forget_the_dead", lambda: done.append("forgotten"))
    async with assembly.run_store():
        assert done == ["prepared", "forgotten"]


@pytest.mark.parametrize("mode", MODES, indirect=True)
def test_the_merchants_token_is_told_where_no_money_is_and_only_its_place_where_there_is(mode: str):
    told = {"live": f"with the token in {settings.merchant_file}"}.get(mode, f"with the token {settings.merchant_key}")
    assert assembly._token() == told


@pytest.mark.parametrize("mode", MODES, indirect=True)
def test_a_token_that_was_given_is_never_told(mode: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(settings.__dict__, "merchant_token", SecretStr("x" * 16))
    assert assembly._token() == "with MERCHANT_TOKEN"


@pytest.mark.parametrize(
    ("scope", "whose"),
    [
        ({"type": "http", "path": "/v1/customers"}, "the local Stripe"),
        ({"type": "http", "path": "/checkout"}, "the store"),
        ({"type": "websocket", "path": "/v1/customers"}, "the store"),
        ({"type": "lifespan"}, "the store"),
    ],
)
async def test_the_local_stripe_has_its_addresses_and_the_store_all_else(scope: Scope, whose: str):
    asked: list[str] = []

    async def store(*_given: object) -> None:
        asked.append("the store")

    async def stripe(*_given: object) -> None:
        asked.append("the local Stripe")

    sandbox: Any = SimpleNamespace(owns=lambda path: path.startswith("/v1/"), asgi=stripe)
    await assembly.in_front_of(store, sandbox)(scope, None, None)  # pyright: ignore[reportArgumentType]
    assert asked == [whose]


def test_the_local_stripe_reports_where_the_store_takes_reports(monkeypatch: pytest.MonkeyPatch):
    given: dict[str, Any] = {}
    monkeypatch.setattr("rxapp.sandbox.app.create_sandbox", lambda _file, **named: given.update(named))
    assembly._sandbox()
    path = given["forward_to"].removeprefix(f"http://127.0.0.1:{settings.port}")
    assert path in {route.path for route in ROUTES}
    assert given["webhook_secret"] == settings.webhook_secret


async def test_a_worker_that_cannot_start_ends_itself(monkeypatch: pytest.MonkeyPatch):
    reason, ended = CannotStart("No database."), []

    def not_ready(_settings: object) -> None:
        raise reason

    def end(why: CannotStart) -> None:
        ended.append(why)
        raise SystemExit(1)

    monkeypatch.setattr(assembly, "prepare", not_ready)
    monkeypatch.setattr(assembly, "give_up", end)
    with pytest.raises(SystemExit):
        async with assembly.run_store():
            pytest.fail("it opened")
    assert ended == [reason]
