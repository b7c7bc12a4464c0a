"""What time brings, in its order, and which faults befall whom, how often and for how long."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from rxapp.sandbox.clock import Timers
from rxapp.sandbox.faults import Fault, Faults, refusal
from rxapp.sandbox.protocol import steps
from rxapp.sandbox.store import Store
from tests.unit.sandbox.caller import ANNA, BEN, Caller

PRODUCTS = "/v1/products"


@pytest.fixture
def timers(tmp_path: Path) -> Timers:
    store = Store(tmp_path / "stripe.db")
    store.open()
    return Timers(store)


def test_what_is_due_comes_in_the_order_of_its_time(timers: Timers) -> None:
    for id, due in (("a", 30), ("z", 10), ("m", 20), ("b", 20), ("c", 31)):
        timers.set(ANNA, id, due)
    timers.set(BEN, "ben", 5)
    assert timers.due(ANNA, 9) == []
    assert timers.due(ANNA, 30) == ["z", "b", "m", "a"]
    assert timers.due(BEN, 30) == ["ben"]


@pytest.mark.parametrize(("account", "id", "due", "left"), [(ANNA, "a", 10, 1), (BEN, "a", 10, 2), (ANNA, "a", 11, 2)])
def test_one_is_cancelled_by_its_account_its_name_and_its_time(
    timers: Timers, account: str, id: str, due: int, left: int
) -> None:
    timers.set(ANNA, "a", 10)
    timers.set(ANNA, "a", 20)
    timers.cancel(account, id, due)
    assert len(timers.due(ANNA, 20)) == left


def kinds(faults: list[Fault]) -> list[str]:
    return [fault.kind for fault in faults]


def of_call(faults: Faults, method: str = "POST", path: str = PRODUCTS, *, preview: bool = False) -> list[str]:
    return kinds(faults.for_call(ANNA, method, path, preview=preview))


def test_calls_and_events_each_have_faults_of_their_own() -> None:
    faults = Faults()
    for kind in ("server_error", "drop", "latency", "duplicate"):
        faults.add(ANNA, kind=kind, times=None)
    assert of_call(faults) == ["server_error", "latency"]
    assert kinds(faults.for_event(ANNA, "charge.succeeded")) == ["drop", "duplicate"]
    assert kinds(faults.for_event(BEN, "charge.succeeded")) == []


def test_no_event_uses_up_what_is_meant_for_a_call() -> None:
    faults = Faults()
    faults.add(ANNA, kind="server_error")
    faults.add(ANNA, kind="drop")
    assert kinds(faults.for_event(ANNA, "charge.succeeded")) == ["drop"]
    assert kinds(faults.for_event(ANNA, "charge.succeeded")) == []
    assert [of_call(faults), of_call(faults)] == [["server_error"], []]


@pytest.mark.parametrize(
    ("where", "befallen"),
    [
        ({}, ["POST /v1/products", "GET /v1/products", "POST /v1/products/tea"]),
        ({"method": "POST"}, ["POST /v1/products", "POST /v1/products/tea"]),
        ({"path": "/v1/products"}, ["POST /v1/products", "GET /v1/products"]),
        ({"path": "/v1/products/*"}, ["POST /v1/products/tea"]),
        ({"method": "GET", "path": "/v1/*"}, ["GET /v1/products"]),
        ({"method": "get"}, []),
    ],
)
def test_a_fault_befalls_the_calls_that_match(where: dict[str, str], befallen: list[str]) -> None:
    faults = Faults()
    faults.add(ANNA, kind="latency", times=None, **where)
    calls = ("POST /v1/products", "GET /v1/products", "POST /v1/products/tea")
    assert [call for call in calls if of_call(faults, *call.split())] == befallen


@pytest.mark.parametrize(("preview", "befallen"), [(True, ["no_preview"]), (False, [])])
def test_only_who_asks_for_a_preview_can_be_refused_it(preview: bool, befallen: list[str]) -> None:
    faults = Faults()
    faults.add(ANNA, kind="no_preview")
    assert of_call(faults, preview=preview) == befallen
    assert len(faults.all(ANNA)) == (0 if befallen else 1)


@pytest.mark.parametrize(
    ("limits", "befallen"),
    [
        ({}, "x----"),
        ({"times": 2}, "xx---"),
        ({"skip": 2}, "--x--"),
        ({"times": 2, "skip": 1}, "-xx--"),
        ({"times": None}, "xxxxx"),
        ({"times": None, "skip": 3}, "---xx"),
    ],
)
@pytest.mark.parametrize(("kind", "draw"), [("latency", of_call), ("drop", lambda at: at.for_event(ANNA, "a.b"))])
def test_a_fault_passes_some_befalls_some_and_ends(
    kind: str, draw: Callable[[Faults], list[Fault]], limits: dict[str, int | None], befallen: str
) -> None:
    faults = Faults()
    faults.add(ANNA, kind=kind, **limits)
    assert "".join("x" if draw(faults) else "-" for _ in range(5)) == befallen


async def test_a_latency_lasts_as_long_as_it_says(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr(steps, "asyncio", SimpleNamespace(sleep=sleep))
    await caller.fault("latency", seconds=0.25)
    await caller.control("faults", {"kind": "latency", "method": "POST", "seconds": 30})
    await caller.control("faults", {"kind": "server_error", "method": "POST"})
    assert (await caller.post(PRODUCTS, "name=Tea")).status_code == 500
    assert slept == [0.25, 30], "and then what else was to befall it"
    await caller.made(PRODUCTS, "name=Tea")
    assert len(slept) == 2


@pytest.mark.parametrize(
    ("version", "named"),
    [
        ("2025-03-31.basil; checkout_server_update_beta=v1;", "checkout_server_update_beta"),
        ("2026-10-28.endive;a_beta=v2", "a_beta"),
        ("2026-11-18.preview", "2026-11-18.preview"),
    ],
)
def test_a_preview_that_is_not_allowed_is_named(version: str, named: str) -> None:
    refused = refusal(Fault("fault_1", "no_preview"), version)
    assert refused and refused.status == 400
    assert refused.body["message"] == (
        f"Invalid Stripe API version: {version}. You do not have permission to pass this beta header: {named}. If you "
        "have any questions, we can help at https://support.stripe.com/."
    )


@pytest.mark.parametrize("kind", ["latency", "answer_lost", "connection_reset", "drop", "duplicate"])
def test_some_faults_give_no_answer_of_their_own(kind: str) -> None:
    assert refusal(Fault("fault_1", kind), "2026-10-28.endive") is None  # pyright: ignore[reportArgumentType]
