"""Only the store's own pages may ask with its cookie: what looks like its address is another site."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest
from starlette.applications import Starlette
from starlette.types import Message, Scope

from rxapp.api.middleware.security import own_pages_only
from rxapp.api.routes import ROUTES
from rxapp.settings import settings
from rxapp.states.caller import origin_of
from rxapp.states.checkout import CheckoutState
from tests.assembled.app import assembled
from tests.assembled.requests import POSTS
from tests.faults.local_store import LocalStore
from tests.in_process import Client, Tab, refusal

NOT_ALLOWED = (403, "origin_not_allowed")
OURS = ["http://localhost:3000", "http://127.0.0.1:3000"]
LIVE_STORE = "https://shop.example"


def look_alikes(origin: str) -> list[str]:
    """Other addresses that begin, end or look like this one."""
    scheme, host = origin.split("://")
    name, _, port = host.partition(":")
    other_scheme = "http" if scheme == "https" else "https"
    return [
        f"{origin}.evil.example",
        f"{origin}0",
        f"{origin}/",
        f"{origin}/checkout",
        f"{origin}?",
        f"{origin}#",
        f"{origin}@evil.example",
        f"{origin} ",
        f"{origin}, {origin}",
        f"{scheme}://{name}.evil.example" + (f":{port}" if port else ""),
        f"{scheme}://evil.example/{origin}",
        f"{scheme}://evil-{host}",
        f"{scheme}://evil.{host}",
        f"{scheme}://user@{host}",
        f"{scheme}://user:secret@{host}",
        f"{scheme}://{name}." + (f":{port}" if port else ""),
        f"{scheme}://{name}:3001",
        f"{scheme}://{name}:80",
        f"{scheme}://{name}:443",
        *([f"{scheme}://{name}"] if port else []),
        f"{other_scheme}://{host}",
        origin.upper(),
        f"{scheme}://{host.upper()}" if host.upper() != host else f"{scheme.upper()}://{host}",
        origin[:-1],
        host,
        f"//{host}",
        f"{scheme}:{host}",
        "null",
        "https://evil.example",
        "file://",
    ]


EVERY_LOOK_ALIKE = sorted({one for ours in OURS for one in look_alikes(ours)})


async def test_what_looks_like_the_store_may_not_ask(shop: LocalStore, client: Client):
    opened = await client.opened()
    wish: dict[str, Any] = {"slug": "yame-sencha", "quantity": 2}
    answers = {
        origin: refusal(await client.post("/api/checkout/set-quantity", wish, headers={"origin": origin}))
        for origin in EVERY_LOOK_ALIKE
    }
    assert answers == dict.fromkeys(EVERY_LOOK_ALIKE, NOT_ALLOWED)
    assert (await client.summary())["revision"] == opened["revision"]


async def test_the_stores_own_pages_may(client: Client):
    await client.opened()
    for number, origin in enumerate(OURS):
        wish: dict[str, Any] = {"slug": "yame-sencha", "quantity": 2 + number}
        answer = await client.post("/api/checkout/set-quantity", wish, headers={"origin": origin})
        assert answer.json()["lines"][0]["quantity"] == 2 + number


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "ANYTHING"])
async def test_nothing_is_done_for_a_page_of_another_site_by_any_method(client: Client, method: str):
    for path in [*POSTS, "/webhooks/stripe", "/health", "/checkout", "/nowhere", "/_event/"]:
        answer = await client.http.request(method, path, headers={"origin": f"{OURS[0]}.evil.example"})
        assert refusal(answer) == NOT_ALLOWED, path


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
async def test_looking_is_harmless_but_its_answer_is_not_for_another_site(client: Client, method: str):
    for origin in ["https://evil.example", f"{OURS[0]}.evil.example", "null"]:
        asked = {"origin": origin, "access-control-request-method": "POST"}
        answer = await client.http.request(method, "/api/checkout", headers=asked)
        assert answer.status_code != 403
        assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("origin", look_alikes(LIVE_STORE))
async def test_what_looks_like_a_store_on_the_web_may_not_ask(origin: str):
    assert await asked_from(origin) == 403


@pytest.mark.parametrize("origin", [LIVE_STORE, None, ""])
async def test_its_own_pages_and_whoever_is_no_page_may(origin: str | None):
    assert await asked_from(origin) == 204


async def asked_from(origin: str | None) -> int:
    async def app(_scope: Scope, _receive: object, send: Callable[..., Any]) -> None:
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    transport = httpx.ASGITransport(own_pages_only((LIVE_STORE,))(app))
    async with httpx.AsyncClient(transport=transport, base_url=LIVE_STORE) as http:
        return (await http.post("/", headers={} if origin is None else {"origin": origin})).status_code


async def is_let_in(origin: str | None) -> bool:
    """Whether a socket that says it belongs to a page of this origin is accepted."""
    headers = [(b"host", b"localhost:3000"), (b"connection", b"Upgrade"), (b"upgrade", b"websocket")]
    if origin is not None:
        headers.append((b"origin", origin.encode()))
    scope: Scope = {
        "type": "websocket",
        "path": "/_event/",
        "raw_path": b"/_event/",
        "query_string": f"EIO=4&transport=websocket&token={uuid4()}".encode(),
        "headers": headers,
        "client": ("10.0.0.1", 1),
        "server": ("localhost", 3000),
        "scheme": "ws",
        "root_path": "",
        "http_version": "1.1",
        "subprotocols": [],
    }
    incoming: list[Message] = [{"type": "websocket.connect"}, {"type": "websocket.disconnect", "code": 1000}]
    said: list[str] = []

    async def receive() -> Message:
        return incoming.pop(0) if len(incoming) > 1 else incoming[0]

    async def send(message: Message) -> None:
        said.append(message["type"])

    await assembled()(scope, receive, send)
    assert said
    return "websocket.accept" in said


async def test_no_socket_is_opened_for_a_page_of_another_site():
    assert [origin for origin in EVERY_LOOK_ALIKE if await is_let_in(origin)] == []


@pytest.mark.parametrize("origin", [*OURS, None])
async def test_a_socket_of_our_own_pages_is_opened(origin: str | None):
    assert await is_let_in(origin)


async def return_address(shop: LocalStore, session_id: str) -> str:
    return str((await shop.stripe.v1.checkout.sessions.retrieve_async(session_id)).return_url)


@pytest.mark.parametrize("origin", [*OURS, None, *look_alikes(OURS[0])])
def test_a_tab_comes_back_to_where_it_was_if_that_is_ours(tab: Tab, origin: str | None):
    tab.at("/checkout", origin=origin or "")
    assert origin_of(tab.state(CheckoutState)) == (origin if origin in OURS else settings.origin)


async def test_the_bank_sends_the_shopper_back_to_the_address_they_know(shop: LocalStore, client: Client):
    await client.done("/api/checkout/add-product", {"slug": "yame-sencha"})
    opened = await client.post("/api/checkout/open", headers={"origin": OURS[1]})
    assert (await return_address(shop, opened.json()["id"])).startswith(f"{OURS[1]}/complete?")


@pytest.mark.parametrize("headers", [{}, {"host": "evil.example", "x-forwarded-host": "evil.example"}])
async def test_it_is_the_stores_own_address_whatever_a_program_says(
    shop: LocalStore, client: Client, headers: dict[str, str]
):
    await client.done("/api/checkout/add-product", {"slug": "yame-sencha"})
    opened = await client.post("/api/checkout/open", headers=headers)
    assert (await return_address(shop, opened.json()["id"])).startswith(f"{settings.origin}/complete?")
    joined = await client.post("/api/plans/join", {"plan": "tea_club"}, headers={"origin": OURS[1]})
    assert (await return_address(shop, joined.json()["id"])).startswith(f"{OURS[1]}/complete?")


@pytest.mark.parametrize("origin", ["https://evil.example", "null", f"{OURS[0]}.evil.example"])
async def test_the_bank_sends_nobody_to_another_site_whatever_stands_in_front(shop: LocalStore, origin: str):
    """Also behind a guard that lets every page in."""
    bare = Client(Starlette(routes=ROUTES))
    await bare.done("/api/checkout/add-product", {"slug": "yame-sencha"})
    opened = await bare.post("/api/checkout/open", headers={"origin": origin})
    await bare.http.aclose()
    assert (await return_address(shop, opened.json()["id"])).startswith(f"{settings.origin}/complete?")
