"""The whole store in this process: the assembled app over ASGI, the states without a socket, on a Stripe of its own."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import httpx
import pytest
from pydantic import SecretStr
from reflex.event import EventHandler
from reflex.istate.data import RouterData
from reflex.state import State
from starlette.types import ASGIApp

from rxapp import recording
from rxapp.checkout import services as running
from rxapp.merchant.access import AccessState
from rxapp.merchant.attention_state import AttentionState
from rxapp.merchant.numbers_state import NumbersState
from rxapp.merchant.sale_state import SaleState
from rxapp.merchant.sales_state import SalesState
from rxapp.payments.client import breaker
from rxapp.settings import settings
from rxapp.shop.refusal import Refusal
from rxapp.states.cart import CartState
from rxapp.states.checkout import CheckoutState
from rxapp.states.guide import GuideState
from rxapp.states.hood import HoodState
from rxapp.states.joining import JoinState
from rxapp.states.membership import MembershipState
from rxapp.states.order import OrderState
from rxapp.states.orders import OrdersState
from rxapp.states.shop import ShopState
from rxapp.visitor.cookie import cookie_for_socket, shopper_in
from rxapp.visitor.merchant_cookie import merchant_cookie_for_socket
from rxapp.visitor.rate_limits import rate_limits
from tests.assembled.app import assembled
from tests.faults.local_store import LocalStore, local_store
from tests.unit.shop.addresses import NEW_YORK

__all__ = ["client", "clock", "counter", "make_client", "mode", "shop", "tab"]

STATES: tuple[type[State], ...] = (
    AccessState,
    AttentionState,
    CartState,
    CheckoutState,
    GuideState,
    HoodState,
    JoinState,
    MembershipState,
    NumbersState,
    OrderState,
    OrdersState,
    SaleState,
    SalesState,
    ShopState,
)
S = TypeVar("S", bound=State)

LIVE = {
    "stripe_secret_key": SecretStr("sk_live_of_a_test"),
    "stripe_publishable_key": "pk_live_of_a_test",
    "stripe_webhook_secret": SecretStr("whsec_of_a_test"),
    "public_url": "https://shop.example",
}
TEST = {"stripe_secret_key": SecretStr("sk_test_of_a_test"), "stripe_publishable_key": "pk_test_of_a_test"}
MODES: dict[str, dict[str, Any]] = {"local": {}, "test": TEST, "live": LIVE}


@pytest.fixture
def mode(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Has the running store be of a mode, as with that mode's keys."""
    name: str = getattr(request, "param", "local")
    monkeypatch.setitem(settings.__dict__, "webhook_secret", settings.webhook_secret)
    for setting, value in MODES[name].items():
        monkeypatch.setitem(settings.__dict__, setting, value)
    if name != "local":
        monkeypatch.delitem(settings.__dict__, "webhook_secret")  # the one that is kept for the local Stripe
    assert settings.mode == name
    return name


@pytest.fixture
async def shop(mode: str, tmp_path: Path, template: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LocalStore]:
    """What the store works with: an empty database, and an account of its own at a local Stripe."""
    # these outlive a test in which Stripe was away, too much was asked, or somebody looked under the hood
    breaker.answered()
    await rate_limits._counts.reset()  # pyright: ignore[reportPrivateUsage]
    monkeypatch.setattr(recording, "_records", {})
    async with local_store(tmp_path, template) as opened:
        monkeypatch.setattr(running, "_current", opened.services)
        yield opened


class Client:
    """Somebody with cookies and an address of their own, who speaks to the assembled store over HTTP."""

    def __init__(self, app: ASGIApp, address: str | None = None) -> None:
        self.address = address or f"client-{uuid4().hex}"
        transport = httpx.ASGITransport(app, client=(self.address, 1))
        self.http = httpx.AsyncClient(transport=transport, base_url=settings.origin)

    @property
    def shopper(self) -> str:
        """Who the cookie says that this is."""
        shopper = shopper_in(f"kettle_cart={self.http.cookies['kettle_cart']}")
        assert shopper
        return shopper

    async def ask(self, method: str, path: str, body: dict[str, Any], **options: Any) -> httpx.Response:
        """A request as the endpoints take it: what is asked is in the address of a GET, and in the body of a POST."""
        if method == "GET":
            return await self.http.get(path, params=body, **options)
        return await self.http.post(path, json=body, **options)

    async def post(self, path: str, body: dict[str, Any] | None = None, **options: Any) -> httpx.Response:
        return await self.http.post(path, json=body or {}, **options)

    async def done(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """The answer to something that must work."""
        response = await self.post(path, body)
        assert response.status_code == 200, response.text
        return response.json()

    async def opened(self, *slugs: str) -> dict[str, Any]:
        """A cart with these, and its open session."""
        for slug in slugs or ("yame-sencha",):
            await self.done("/api/checkout/add-product", {"slug": slug})
        return await self.done("/api/checkout/open")

    async def summary(self) -> dict[str, Any]:
        return (await self.http.get("/api/checkout")).json()


@pytest.fixture
async def make_client(shop: LocalStore) -> AsyncIterator[Callable[..., Client]]:
    made: list[Client] = []

    def make(address: str | None = None) -> Client:
        made.append(Client(assembled(), address))
        return made[-1]

    yield make
    for one in made:
        await one.http.aclose()


@pytest.fixture
def client(make_client: Callable[..., Client]) -> Client:
    return make_client()


def refusal(response: httpx.Response) -> tuple[int, str]:
    """The status and code of a refusal, whose shape is always the same."""
    body = response.json()
    assert set(body) == {"error"} and set(body["error"]) == {"code", "message"}, body
    assert body["error"]["message"]
    return response.status_code, body["error"]["code"]


class Tab:
    """A tab of a browser as the server knows it: its states, whose handlers are called by name as a socket does."""

    def __init__(self, shopper: str = "") -> None:
        self.shopper = shopper or f"sh_{uuid4().hex}"
        self.address = f"tab-{uuid4().hex}"
        self.cookie, self.origin, self.place = cookie_for_socket(self.shopper), settings.origin, "/checkout"
        self._root = State(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]
        self.at(self.place)

    def at(self, place: str, **connection: str) -> None:
        """Goes to an address of the store; `connection` says what else is different: cookie, origin, address."""
        self.__dict__ |= connection
        path, _, query = place.partition("?")
        self._root.router = RouterData.from_router_data(
            {
                "headers": {"cookie": self.cookie, "origin": self.origin},
                "ip": self.address,
                "pathname": path,
                "asPath": place,
                "query": dict(one.split("=", 1) for one in query.split("&") if one),
            }
        )

    def state(self, kind: type[S]) -> S:
        found = self._root.get_substate(kind.get_full_name().split("."))
        assert isinstance(found, kind)
        return found

    async def call(self, kind: type[State], handler: str, **payload: Any) -> Any:
        """Calls one handler, and gives what it wants to be called next."""
        called = kind.event_handlers[handler].fn(self.state(kind), **payload)
        return await called if hasattr(called, "__await__") else called

    async def follow(self, kind: type[State], handler: str, **payload: Any) -> Any:
        """Calls one handler and then, as Reflex does, those that it wants to be called; gives what is left to do."""
        wanted = await self.call(kind, handler, **payload)
        while isinstance(wanted, EventHandler):
            kind = next(one for one in STATES if wanted.fn in [handler.fn for handler in one.event_handlers.values()])
            wanted = await self.call(kind, wanted.fn.__name__)
        return wanted

    async def open_cart(self, *slugs: str) -> CheckoutState:
        """The checkout page with these in the cart, its form open."""
        for slug in slugs:
            await self.call(CartState, "add", slug=slug, quantity="1")
        await self.follow(CheckoutState, "load")
        return self.state(CheckoutState)

    async def open_plan(self, plan: str = "tea_club") -> JoinState:
        """The page on which a plan is joined, its form open."""
        await self.follow(JoinState, "load", plan=plan)
        return self.state(JoinState)

    async def join_plan(self, shop: LocalStore, *changes: tuple[str, dict[str, Any]]) -> OrderState:
        """Joins the tea club after these changes at its open form, and comes to the receipt."""
        page = await self.open_plan()
        for handler, payload in (*changes, ("set_destination", {"typed": NEW_YORK.model_dump()})):
            await self.call(JoinState, handler, **payload)
            await self.follow(JoinState, "sync")
        await self.call(JoinState, "place", revision=page.revision, amount=0)
        assert await shop.confirm(page.client_secret, 0)
        self.at(f"/complete?session={page.client_secret.partition('_secret_')[0]}")
        await self.follow(OrderState, "load")
        return self.state(OrderState)


@pytest.fixture
def tab(shop: LocalStore) -> Tab:
    return Tab()


@pytest.fixture
def counter(shop: LocalStore) -> Tab:
    """A tab of the merchant, who has signed in."""
    tab = Tab()
    until = datetime.now(UTC) + timedelta(hours=1)
    tab.at("/merchant", cookie=f"{tab.cookie}; {merchant_cookie_for_socket(until)}")
    return tab


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> float:
    """Time stands still, so that no count of so many per minute runs out within a test."""
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)
    return now


async def use_up_changes(shopper: str) -> None:
    """Makes every change that a cart may still make, from another address; `clock` keeps it so."""
    with suppress(Refusal):
        while True:
            await rate_limits.count_change(shopper, f"elsewhere than {shopper}")


async def use_up_changes_of(address: str) -> None:
    """Makes every change that an address may still make, with as many carts as it takes."""
    for number in range(10_000):
        try:
            await rate_limits.count_change(f"{address} {number // 200}", address)
        except Refusal:
            return


async def use_up_requests_of(address: str, but: int = 0) -> None:
    """Makes every request that a new address may make, `but` a few."""
    for _ in range(int(settings.requests_per_address.split("/")[0]) - but):
        await rate_limits.count_request(address)
