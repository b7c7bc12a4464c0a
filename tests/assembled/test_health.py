"""What the proxy in front of the store and Prometheus are told: who lives, who can sell, and what was counted."""

from typing import Any

import pytest
from limits.errors import StorageError
from pydantic import SecretStr

from rxapp.payments import client as stripe_client
from rxapp.payments.breaker import CircuitBreaker
from rxapp.settings import settings
from rxapp.shop.refusal import DatabaseBusy
from tests.faults.local_store import LocalStore
from tests.in_process import Client

ALL_WELL = {"ok": True, "database": True, "redis": True, "stripe": True}


def fail(*_arguments: object) -> None:
    raise OSError("gone")


def busy(*_arguments: object) -> None:
    raise DatabaseBusy


def broken(*_arguments: object) -> None:
    raise ValueError("what nobody has thought of")


def older(*_arguments: object) -> bool:
    return False


async def no(*_arguments: object) -> bool:
    return False


async def away(*_arguments: object) -> bool:
    raise StorageError(ConnectionError("away"))


async def test_a_store_that_can_sell_says_so(client: Client):
    assert (await client.http.get("/health")).json() == {"ok": True}
    answer = await client.http.get("/ready")
    assert (answer.status_code, answer.json()) == (200, ALL_WELL)


@pytest.mark.parametrize(
    ("place", "what", "missing"),
    [
        ("rxapp.orders.migrating.up_to_date", fail, "database"),
        ("rxapp.orders.migrating.up_to_date", busy, "database"),
        ("rxapp.orders.migrating.up_to_date", broken, "database"),
        ("rxapp.orders.migrating.up_to_date", older, "database"),
        ("limits.aio.storage.MemoryStorage.check", no, "redis"),
        ("limits.aio.storage.MemoryStorage.check", away, "redis"),
    ],
)
async def test_without_what_it_needs_it_lives_and_cannot_sell(
    client: Client, monkeypatch: pytest.MonkeyPatch, place: str, what: Any, missing: str
):
    monkeypatch.setattr(place, what)
    answer = await client.http.get("/ready")
    assert (answer.status_code, answer.json()) == (503, ALL_WELL | {"ok": False, missing: False})
    assert (await client.http.get("/health")).status_code == 200


async def test_a_database_of_another_version_is_not_sold_from(client: Client, shop: LocalStore):
    await shop.database.run(lambda session: session.execute(_as_if_newer()))
    assert (await client.http.get("/ready")).json()["database"] is False


def _as_if_newer() -> Any:
    from sqlalchemy import text

    return text("UPDATE alembic_version SET version_num = 'of tomorrow'")


async def test_without_stripe_the_shop_goes_on(client: Client, monkeypatch: pytest.MonkeyPatch):
    breaker = CircuitBreaker(failures=1)
    breaker.failed()
    monkeypatch.setattr(stripe_client, "breaker", breaker)
    answer = await client.http.get("/ready")
    assert (answer.status_code, answer.json()) == (200, ALL_WELL | {"stripe": False})


@pytest.fixture
def token(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setitem(settings.__dict__, "metrics_token", SecretStr("of Prometheus"))
    return "of Prometheus"


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer ", "Bearer x", "of Prometheus", "Basic of Prometheus"])
async def test_what_was_counted_is_for_whoever_has_the_token(client: Client, token: str, given: str):
    headers = {"authorization": given} if given else {}
    assert (await client.http.get("/metrics", headers=headers)).status_code == 404


@pytest.mark.parametrize("given", ["", "Bearer ", "Bearer x"])
async def test_without_a_token_of_the_stores_there_is_no_such_address(client: Client, given: str):
    assert (await client.http.get("/metrics", headers={"authorization": given})).status_code == 404


async def counted(client: Client, token: str) -> dict[str, float]:
    answer = await client.http.get("/metrics", headers={"authorization": f"Bearer {token}"})
    assert answer.headers["content-type"].startswith("text/plain")
    lines = (line.rpartition(" ") for line in answer.text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in lines}


async def test_what_happens_in_the_store_is_counted_by_its_outcome(client: Client, token: str):
    before = await counted(client, token)
    opened = await client.opened("gooseneck-kettle")
    assert (await client.post("/api/checkout/apply-code", {"code": "NOBODYS"})).status_code == 422
    seen = {"revision": opened["revision"], "amount": opened["amount_total"] + 1}
    assert not (await client.post("/api/checkout/place", seen)).is_success
    after = await counted(client, token)
    new = {name: value - before.get(name, 0) for name, value in after.items() if value != before.get(name, 0)}
    counts = {name.replace("_seconds_count", ""): value for name, value in new.items() if "_count{" in name}
    assert counts['store_change{outcome="refused"}'] == 1
    assert counts['store_change{outcome="done"}'] >= 1
    assert counts['store_pay{outcome="changed_meanwhile"}'] == 1
    assert counts['store_stripe_call{outcome="done"}'] >= 1
