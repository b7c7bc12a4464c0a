"""What every request and every answer of the store passes through, in front of an app of the test's own."""

import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rxapp.api.middleware.security import broken_sockets_end, small_bodies_only
from rxapp.rxapp import PAGES
from rxapp.shop.catalog import CATALOG
from rxapp.visitor.cookie import cookie_for_socket, new_cookie, shopper_in, shopper_on_socket
from tests.assembled.app import behind_the_middleware
from tests.in_process import Client, refusal

MB = 2**20
EVERYWHERE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "permissions-policy": "payment=(self), camera=(), microphone=(), geolocation=(), usb=()",
    "cross-origin-opener-policy": "same-origin-allow-popups",
}


def answering(**options: Any) -> ASGIApp:
    """An app that always answers this, and says in a header where it was asked."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        response = Response(options.get("content", "x"), options.get("status", 200), options.get("headers", {}))
        response.headers["x-path"] = scope["path"]
        response.headers["x-raw-path"] = scope["raw_path"].decode()
        await response(scope, receive, send)

    return app


async def asked(app: ASGIApp, path: str = "/", method: str = "GET", **options: Any) -> httpx.Response:
    transport = httpx.ASGITransport(behind_the_middleware(app), client=("middleware", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:3000") as http:
        return await http.request(method, path, **options)


HTML, JSON, FONT = "text/html; charset=utf-8", "application/json", "font/woff2"


@pytest.mark.parametrize("status", [200, 304, 404, 500])
@pytest.mark.parametrize("kind", [HTML, JSON, FONT])
async def test_every_answer_has_the_headers_and_an_id_of_its_own(kind: str, status: int):
    app = answering(status=status, headers={"content-type": kind})
    first, second = await asked(app), await asked(app)
    assert {name: first.headers.get(name) for name in EVERYWHERE} == EVERYWHERE
    assert re.fullmatch(r"req_[0-9a-f]{16}", first.headers["x-request-id"])
    assert first.headers["x-request-id"] != second.headers["x-request-id"]
    assert ("content-security-policy" in first.headers) == (kind == HTML)


async def test_an_answer_cannot_take_the_headers_off():
    worse = dict.fromkeys(EVERYWHERE, "no") | {"content-type": HTML, "content-security-policy": "default-src *"}
    answer = await asked(answering(headers=worse))
    assert {name: answer.headers.get_list(name) for name in EVERYWHERE} == {
        name: [value] for name, value in EVERYWHERE.items()
    }
    assert answer.headers["content-security-policy"].startswith("default-src 'self'; script-src 'self'")


@pytest.mark.parametrize(
    ("path", "kind", "status", "cached"),
    [
        ("/assets/a-1234.js", JSON, 200, "public, max-age=31536000, immutable"),
        ("/assets/a-1234.js", JSON, 404, None),
        ("/assets", JSON, 200, "no-cache"),
        ("/assetsish/a.js", JSON, 200, "no-cache"),
        ("/css/tokens.css", "text/css", 200, "no-cache"),
        ("/fonts/inter.woff2", FONT, 200, "public, max-age=31536000, immutable"),
        ("/fonts/inter.woff2", JSON, 404, None),
        ("/nowhere", JSON, 404, "no-cache"),
        ("/cart", HTML, 200, "no-store"),
    ],
)
async def test_how_long_an_answer_is_kept(path: str, kind: str, status: int, cached: str | None):
    answer = await asked(answering(status=status, headers={"content-type": kind}), path)
    assert answer.headers.get("cache-control") == cached


@pytest.mark.parametrize("path", ["/Cart", "/cart/", "/cart.html"])
async def test_no_browser_keeps_for_ever_where_it_was_sent_to(path: str):
    answer = await asked(answering(headers={"content-type": HTML}), path)
    assert (answer.status_code, answer.headers["location"]) == (308, "/cart")
    assert answer.headers["cache-control"] == "no-cache"
    assert {name: answer.headers.get(name) for name in EVERYWHERE} == EVERYWHERE


async def test_who_says_how_long_is_heard():
    answer = await asked(answering(headers={"cache-control": "no-store"}), "/api/checkout")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("path", "status", "allowed"),
    [
        ("/fonts/inter.woff2", 200, "*"),
        ("/fonts/inter.woff2", 304, "*"),
        ("/css/fonts.css", 200, None),
        ("/assets/fonts/inter.js", 200, None),
        ("/", 200, None),
    ],
)
async def test_fonts_alone_are_for_the_frames_of_another_origin(path: str, status: int, allowed: str | None):
    answer = await asked(answering(status=status), path)
    assert answer.headers.get("access-control-allow-origin") == allowed


async def test_a_page_gives_the_cart_cookie_once_and_belongs_to_one_browser():
    page = answering(headers={"content-type": HTML, "cache-control": "public, max-age=60"})
    first = await asked(page)
    given = first.headers["set-cookie"]
    assert {part.lower() for part in given.split("; ")[1:]} == {"path=/", "max-age=7776000", "httponly", "samesite=lax"}
    assert first.headers["cache-control"] == "no-store"
    assert shopper_in(given.partition(";")[0])
    again = await asked(page, headers={"cookie": given.partition(";")[0]})
    assert "set-cookie" not in again.headers
    assert again.headers["cache-control"] == "public, max-age=60"
    other = await asked(page)
    assert other.headers["set-cookie"] != given


@pytest.mark.parametrize("kind", [JSON, FONT, "text/plain", "application/javascript"])
async def test_only_a_page_gives_the_cookie(kind: str):
    assert "set-cookie" not in (await asked(answering(headers={"content-type": kind}))).headers


async def test_a_page_keeps_the_cookies_that_it_gives_itself():
    answer = await asked(answering(headers={"content-type": HTML, "set-cookie": "mine=1"}))
    assert len(answer.headers.get_list("set-cookie")) == 2


FORGED = ["", "kettle_cart=", "kettle_cart=sh_1", "kettle_cart=InNoXzEi.forged", "other=1", "=;=;", "kettle_cart"]


@pytest.mark.parametrize("cookie", FORGED)
async def test_who_has_a_cookie_that_we_did_not_sign_gets_a_new_one(cookie: str):
    answer = await asked(answering(headers={"content-type": HTML}), headers={"cookie": cookie})
    assert "kettle_cart=" in answer.headers["set-cookie"]
    assert shopper_in(cookie) is None


def test_a_cookie_for_one_place_is_worth_nothing_in_the_other():
    browsers = new_cookie().partition(";")[0]
    shopper = shopper_in(browsers)
    assert shopper and shopper_on_socket(browsers) is None
    sockets = cookie_for_socket(shopper)
    assert shopper_on_socket(sockets) == shopper and shopper_in(sockets) is None
    name, _, value = browsers.partition("=")
    for broken in (f"{name}x={value}", f"{name}={value}x", f"{name}={value[:-1]}", f"{name}={value.upper()}"):
        assert shopper_in(broken) is None


async def test_pages_are_found_by_their_name():
    names = {
        *("/cart", "/checkout", "/complete", "/orders", "/membership"),
        *("/merchant", "/merchant/order", "/merchant/attention", "/merchant/numbers"),
        *(f"/products/{one.slug}" for one in CATALOG.products),
    }
    names |= {f"/{key.replace('_', '-')}{end}" for key in CATALOG.plans for end in ("", "/join")}
    assert names | {"/", "404"} == {page.route for page in PAGES}
    for path in names:
        answer = await asked(answering(), path)
        assert (answer.headers["x-path"], answer.headers["x-raw-path"]) == (f"{path}.html", f"{path}.html")
    for path in ("/", "/products", "/products/nothing", "/api/checkout", "/cartx"):
        answer = await asked(answering(), path)
        assert answer.headers["x-path"] == path


async def in_pieces(size: int, piece: int) -> AsyncIterator[bytes]:
    for start in range(0, size, piece):
        yield b"x" * min(piece, size - start)


async def length(scope: Scope, receive: Receive, send: Send) -> None:
    body = await Request(scope, receive).body()
    await PlainTextResponse(str(len(body)))(scope, receive, send)


@pytest.mark.parametrize("size", [0, 1, MB - 1, MB])
@pytest.mark.parametrize("piece", [MB, 1000, 2**16])
async def test_a_body_up_to_the_limit_is_read(size: int, piece: int):
    transport = httpx.ASGITransport(small_bodies_only(length))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:3000") as http:
        assert (await http.post("/", content=in_pieces(size, piece))).text == str(size)


@pytest.mark.parametrize("path", ["/api/checkout/apply-code", "/update-discounts", "/webhooks/stripe"])
@pytest.mark.parametrize("piece", [MB + 1, 1000, 2**16])
async def test_a_body_over_the_limit_is_not(client: Client, path: str, piece: int):
    headers = {"content-type": "application/json"}
    answer = await client.http.post(path, content=in_pieces(MB + 1, piece), headers=headers)
    assert refusal(answer)[0] == 413


async def test_a_body_of_exactly_the_limit_is_understood(client: Client):
    await client.opened()
    body = b'{"code": "WELCOME10"}'
    padded = body + b" " * (MB - len(body))
    headers = {"content-type": "application/json"}
    assert (await client.http.post("/api/checkout/apply-code", content=padded, headers=headers)).status_code == 200


async def test_a_body_without_end_is_not_read_to_the_end():
    read = 0

    async def endless() -> Message:
        nonlocal read
        read += 1
        return {"type": "http.request", "body": b"x" * 2**16, "more_body": True}

    async def send(_message: Message) -> None:
        pass

    async def app(scope: Scope, receive: Receive, _send: Send) -> None:
        await Request(scope, receive).body()

    with pytest.raises(Exception, match="413"):
        await small_bodies_only(app)({"type": "http", "method": "POST", "headers": []}, endless, send)
    assert read == MB // 2**16 + 1


SOCKET: Scope = {"type": "websocket", "path": "/_event/", "headers": [], "client": ("middleware", 1)}


async def test_what_a_socket_says_may_be_long_in_all():
    """It lives as long as a page; each message has a limit of its own."""
    got = 0

    async def receive() -> Message:
        return {"type": "websocket.receive", "body": b"x" * MB}

    async def app(_scope: Scope, receive: Receive, _send: Send) -> None:
        nonlocal got
        for _ in range(3):
            got += len((await receive())["body"])

    await small_bodies_only(app)(SOCKET, receive, _say_nothing)
    assert got == 3 * MB


async def _say_nothing(_message: Message) -> None:
    pass


async def _hear_nothing() -> Message:
    return {"type": "websocket.disconnect"}


async def test_a_broken_socket_ends_with_one_line(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch):
    async def broken(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise ZeroDivisionError("words of a stranger")

    monkeypatch.setattr("rxapp.api.middleware.security.logger.filters", [])  # other tests have filled this minute
    await broken_sockets_end(broken)(SOCKET, _hear_nothing, _say_nothing)
    assert [record.getMessage() for record in caplog.records] == ["a socket was ended: ZeroDivisionError"]
    with pytest.raises(ZeroDivisionError):
        await broken_sockets_end(broken)({"type": "http"}, _hear_nothing, _say_nothing)
    with pytest.raises(ZeroDivisionError):  # or a store that can't start would seem to have done so
        await broken_sockets_end(broken)({"type": "lifespan"}, _hear_nothing, _say_nothing)
    await behind_the_middleware(broken)(SOCKET, _hear_nothing, _say_nothing)


async def test_a_socket_carries_who_it_is_and_never_the_cookie_itself():
    seen: list[tuple[bytes, bytes]] = []

    async def app(scope: Scope, _receive: Receive, send: Send) -> None:
        seen.extend(scope["headers"])
        await send({"type": "websocket.accept", "headers": [(b"content-type", b"text/html")]})

    said: list[Message] = []

    async def send(message: Message) -> None:
        said.append(message)

    cookie = new_cookie().partition(";")[0]
    sent = [(b"cookie", f"other=1; {cookie}".encode()), (b"origin", b"http://localhost:3000")]
    await behind_the_middleware(app)({**SOCKET, "headers": sent}, _hear_nothing, send)
    cookies = [value.decode() for name, value in seen if name == b"cookie"]
    assert len(cookies) == 1 and cookie not in cookies[0] and "other" not in cookies[0]
    assert shopper_on_socket(cookies[0]) == shopper_in(cookie)
    assert (b"origin", b"http://localhost:3000") in seen
    assert said == [{"type": "websocket.accept", "headers": [(b"content-type", b"text/html")]}]


@pytest.mark.parametrize("cookie", FORGED)
async def test_a_socket_without_a_cookie_of_ours_is_nobodys(cookie: str):
    seen: list[tuple[bytes, bytes]] = []

    async def app(scope: Scope, _receive: Receive, _send: Send) -> None:
        seen.extend(scope["headers"])

    await behind_the_middleware(app)({**SOCKET, "headers": [(b"cookie", cookie.encode())]}, _hear_nothing, _say_nothing)
    assert [name for name, _ in seen if name == b"cookie"] == []


async def test_the_answer_of_an_endpoint_is_kept_by_nobody(client: Client):
    await client.opened()
    for path in ("/api/checkout", "/api/checkout?checkout_session_id=x", "/api/config", "/api/products", "/api/plans"):
        assert (await client.http.get(path)).headers["cache-control"] == "no-store"
    given = await client.post("/api/checkout/open")
    refused = await client.post("/api/checkout/place", {"revision": 99, "amount": 1})
    assert given.headers["cache-control"] == refused.headers["cache-control"] == "no-store"
