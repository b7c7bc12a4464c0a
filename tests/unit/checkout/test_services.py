"""What the store works with: there while it runs, made for its keys, and gone with it."""

import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from rxapp.checkout import services as module
from rxapp.checkout.services import Services, first_cart, open_services, services
from rxapp.orders.database import Database
from rxapp.orders.records import Flow
from rxapp.payments.http import HttpClient
from rxapp.settings import Settings
from rxapp.shop.catalog import CATALOG
from tests.carts import ADD_TEA, KNOWN
from tests.unit.checkout.test_modes import KEYS


@pytest.fixture
def url(tmp_path: Path, template: Path) -> str:
    return f"sqlite:///{shutil.copy(template, tmp_path / 'store.db')}"


@pytest.fixture(autouse=True)
def nothing_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_current", None)


async def test_they_are_there_while_the_store_runs_and_the_books_are_shut_after_it(
    url: str, monkeypatch: pytest.MonkeyPatch
):
    closed: list[str] = []

    def noting(name: str) -> Callable[..., Awaitable[None]]:
        async def note(*_arguments: object) -> None:
            closed.append(name)

        return note

    monkeypatch.setattr(module, "HttpClient", HttpClient)  # tests with a local Stripe may have another in its place
    for owner, name in ((Services, "finish_writes"), (HttpClient, "close_async"), (Database, "close")):
        monkeypatch.setattr(owner, name, noting(name))
    with pytest.raises(RuntimeError, match="not running"):
        services()
    with pytest.raises(ZeroDivisionError):
        async with open_services(url, "sk_test_x", None) as opened:
            assert services() is opened
            assert closed == []
            raise ZeroDivisionError
    assert closed == ["finish_writes", "close_async", "close"]
    with pytest.raises(RuntimeError, match="not running"):
        services()


@pytest.mark.parametrize("base", [None, "http://stripe.local"])
async def test_all_calls_go_to_one_stripe_under_the_stores_key(
    url: str, monkeypatch: pytest.MonkeyPatch, base: str | None
):
    built: list[tuple[str, str | None]] = []
    build = module.build_client

    def noting(key: str, api_base: str | None, http: Any) -> Any:
        built.append((key, api_base))
        return build(key, api_base, http)

    monkeypatch.setattr(module, "build_client", noting)
    async with open_services(url, "sk_test_x", base) as opened:
        assert built == [("sk_test_x", base)]
        assert {flow: opened.payments(flow) for flow in Flow} == {
            Flow.CHECKOUT_SESSION: opened.sessions,
            Flow.PAYMENT_INTENT: opened.intents,
        }
        assert opened.catalog is CATALOG


@pytest.mark.parametrize("mode", KEYS)
async def test_stripe_is_asked_at_its_pace_and_a_local_one_can_be_told_to_fail(
    url: str, monkeypatch: pytest.MonkeyPatch, mode: str
):
    made = Settings(**KEYS[mode])
    noted: list[Any] = []
    monkeypatch.setattr(module, "settings", made)
    monkeypatch.setattr(module.pace, "keep_under", lambda rate, _counts: noted.append(rate))
    monkeypatch.setattr(module, "LocalStripe", lambda *where: noted.append(where))
    for base in (None, "http://stripe.local"):
        async with open_services(url, "sk_test_x", base):
            pass
    told = [("sk_test_x", "http://stripe.local")] if made.mode == "local" else []
    assert noted == [made.stripe_rate, made.stripe_rate, *told]


async def test_the_books_know_what_the_catalogue_counts(url: str, monkeypatch: pytest.MonkeyPatch):
    cup = CATALOG.products[0].model_copy(update={"stock": 7})
    once = {"ONCE": CATALOG.codes["LASTTIN"].model_copy(update={"uses": 3})}
    counting = CATALOG.model_copy(update={"products": (cup, *CATALOG.products[1:]), "codes": once})
    for kept in ("by_slug", "stock", "uses"):
        vars(counting).pop(kept, None)  # of the whole catalogue
    monkeypatch.setattr(module, "CATALOG", counting)
    async with open_services(url, "sk_test_x", None) as opened:
        assert opened.ledger.counted == opened.attention.counted == counting.stock
        assert counting.stock[cup.slug] == 7
        assert (await opened.ledger.history("anna", "ONCE")).uses == {"ONCE": 0}
        assert opened.ledger._uses == {"ONCE": 3}  # pyright: ignore[reportPrivateUsage]


@pytest.mark.parametrize("flow", Flow)
async def test_a_checkout_begins_as_the_store_is_set(url: str, flow: Flow):
    async with open_services(url, "sk_test_x", None, flow=flow) as opened:
        checkout = await opened.ledger.change("anna", None, ADD_TEA, KNOWN)
    assert (checkout.flow, checkout.cart.destination) == (flow, first_cart().destination)
    async with open_services(url, "sk_test_x", None) as opened:
        assert (await opened.ledger.change("ben", None, ADD_TEA, KNOWN)).flow == Flow.CHECKOUT_SESSION


@pytest.mark.parametrize("how", [{}, {"beside_the_store": False}, {"beside_the_store": True}])
async def test_what_a_store_that_is_gone_was_writing_may_be_written_again(url: str, how: dict[str, Any]):
    """But not while it runs: then this is only a tool beside it."""
    async with open_services(url, "sk_test_x", None) as opened:
        checkout = await opened.ledger.change("anna", None, ADD_TEA, KNOWN)
        assert await opened.ledger.begin_write(checkout.id)
    async with open_services(url, "sk_test_x", None, **how) as opened:
        assert (await opened.ledger.begin_write(checkout.id) is None) == how.get("beside_the_store", False)


async def test_a_checkout_is_written_by_one_at_a_time(url: str):
    async with open_services(url, "sk_test_x", None) as opened:
        anna = opened.writer("co_1")
        assert opened.writer("co_1") is anna
        assert opened.writer("co_2") is not anna
