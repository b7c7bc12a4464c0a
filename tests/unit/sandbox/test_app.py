"""The app around the API: who may ask from where, how pages may be shown, and what goes on by itself."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from rxapp.sandbox import app
from rxapp.sandbox.app import Sandbox, create_sandbox
from tests.unit.sandbox.caller import ANNA, BEN, Caller, running
from tests.unit.sandbox.trade import SHOP, item

PAGE = ("/_sandbox", "/_sandbox/", "/_sandbox/page.css", "/_sandbox/page.js", "/_sandbox/drawing.js")
FOR_ANY_PAGE = ("/v3/", "/endive/stripe.js", "/_sandbox/elements/payment.js", "/_sandbox/elements/frame.css")
BANK = ("/_sandbox/three_d_secure/x", "/_sandbox/redirect/x")
ORIGIN = "access-control-allow-origin"


@pytest.mark.parametrize("path", FOR_ANY_PAGE)
async def test_what_pages_of_any_origin_load_is_open_to_them(caller: Caller, path: str) -> None:
    assert (await caller.http.get(path)).headers[ORIGIN] == "*"
    assert (await caller.http.options(path)).headers[ORIGIN] == "*"


@pytest.mark.parametrize("command", ["reset", "faults", "clock", "pay/cs_1", ""])
async def test_no_other_page_may_control_it(caller: Caller, command: str) -> None:
    asked = await caller.http.options(f"/_sandbox/api/{ANNA}/{command}", headers={"origin": "https://evil.example"})
    assert ORIGIN not in asked.headers
    assert ORIGIN not in (await caller.http.post(f"/_sandbox/api/{ANNA}/{command}", json={})).headers


@pytest.mark.parametrize("path", PAGE)
async def test_the_page_that_can_change_things_stands_alone(caller: Caller, path: str) -> None:
    headers = (await caller.http.get(path)).headers
    parts = [part.strip().partition(" ") for part in headers["content-security-policy"].split(";")]
    policy = {name: allowed for name, _, allowed in parts}
    assert {name: policy[name] for name in ("default-src", "frame-ancestors", "form-action", "base-uri")} == (
        dict.fromkeys(("default-src", "frame-ancestors", "form-action", "base-uri"), "'none'")
    )
    assert {policy[f"{kind}-src"] for kind in ("script", "style", "connect")} == {"'self'"}
    assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "no-referrer")
    assert ORIGIN not in headers


@pytest.mark.parametrize("path", [*FOR_ANY_PAGE, *BANK, *PAGE])
async def test_everything_served_is_looked_at_anew(caller: Caller, path: str) -> None:
    answer = await caller.http.get(path)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")


@pytest.mark.parametrize("path", ["/_sandbox/nothing", "/_sandbox/elements/nothing.js", "/p/session/nothing", "/"])
async def test_what_is_not_there_is_said_so(caller: Caller, path: str) -> None:
    answer = await caller.http.get(path)
    assert (answer.status_code, answer.text) == (404, "Not found")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize(("proto", "scheme"), [("https", "https"), ("http", "http"), (None, "http")])
async def test_behind_a_proxy_its_addresses_are_those_of_the_proxy(
    caller: Caller, proto: str | None, scheme: str
) -> None:
    headers = {"x-forwarded-proto": proto} if proto else {}
    form = f"mode=payment&success_url={SHOP}&{item()}"
    session = (await caller.call("POST", "/v1/checkout/sessions", form, **headers)).json()
    assert session["url"].startswith(f"{scheme}://stripe.local/c/pay/")


@pytest.mark.parametrize(("size", "status"), [(2**20, 200), (2**20 + 1, 413)])
async def test_what_is_too_large_controls_nothing(caller: Caller, size: int, status: int) -> None:
    await caller.made("/v1/products", "name=Tea")
    parts = [b"{", *[b" " * (2**16)] * 15, b" " * (size - 15 * 2**16 - 2), b"}"]

    async def body() -> AsyncIterator[bytes]:
        for part in parts:
            yield part

    headers = {"content-type": "application/json"}
    answer = await caller.http.post(f"/_sandbox/api/{ANNA}/reset", content=body(), headers=headers)
    assert answer.status_code == status
    assert len(await caller.listed("/v1/products")) == (0 if status == 200 else 1)


async def again(file: Path) -> tuple[Sandbox, dict[str, Any]]:
    """What is known of the accounts by a process that nobody has called yet."""
    restarted = create_sandbox(file)
    async with running(restarted) as caller:
        return restarted, {one["namespace"]: one for one in (await caller.http.get("/_sandbox/api/")).json()}


async def test_the_clock_of_each_account_outlives_the_process(caller: Caller, tmp_path: Path) -> None:
    for account, seconds in ((caller, 3600), (caller.of(BEN), 50)):
        await account.listed("/v1/products")
        await account.control("clock", {"seconds": seconds})
        await account.control("clock", {"seconds": 7})
    _, known = await again(tmp_path / "stripe.db")
    assert {name: one["advanced_seconds"] for name, one in known.items()} == {ANNA: 3607, BEN: 57}
    await caller.control("reset")
    _, known = await again(tmp_path / "stripe.db")
    assert {name: one["advanced_seconds"] for name, one in known.items()} == {ANNA: 0, BEN: 57}


async def test_what_runs_ends_with_it_and_nothing_answers_afterwards(tmp_path: Path) -> None:
    before = asyncio.all_tasks()
    sandbox, _ = await again(tmp_path / "stripe.db")
    assert asyncio.all_tasks() == before
    with pytest.raises(RuntimeError, match="not running"):
        _ = sandbox._store.connection  # pyright: ignore[reportPrivateUsage]


async def test_an_account_whose_time_cannot_pass_keeps_no_other_from_it(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    for account in (ANNA, BEN):
        await caller.of(account).listed("/v1/products")

    def run_due(namespace: str) -> None:
        seen.append(namespace)
        if namespace == ANNA:
            raise RuntimeError("a bug in the local Stripe")

    class Over(Exception):
        """Two rounds are enough."""

    async def sleep(_seconds: float) -> None:
        if len(seen) == 4:
            raise Over

    monkeypatch.setattr(caller.sandbox._api, "run_due", run_due)  # pyright: ignore[reportPrivateUsage]
    with monkeypatch.context() as patch:
        patch.setattr(app, "asyncio", SimpleNamespace(sleep=sleep))
        with pytest.raises(Over):
            await caller.sandbox._tick()  # pyright: ignore[reportPrivateUsage]
    assert seen == [ANNA, BEN] * 2
