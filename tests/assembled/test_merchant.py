"""Signing in behind the counter over HTTP, and what of it a socket carries on."""

from collections.abc import Callable

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from rxapp.api.merchant import LONGEST_TOKEN
from rxapp.api.middleware.pages import shopper_cookie
from rxapp.settings import settings
from rxapp.shop.refusal import TokenRefused, TooManyTokens
from rxapp.visitor.cookie import shopper_on_socket
from rxapp.visitor.merchant_cookie import COOKIE, FILES, PATH, is_merchant_on_socket
from tests.in_process import Client, refusal

SIGN_IN, SIGN_OUT = "/api/merchant/sign-in", "/api/merchant/sign-out"
TRIES = int(settings.wrong_tokens_per_address.split("/")[0])


async def on_a_socket(cookies: str) -> str:
    """The Cookie header that the states behind the guard see."""
    seen: list[str] = []

    async def app(scope: Scope, _receive: Receive, _send: Send) -> None:
        seen.extend(value.decode() for name, value in scope["headers"] if name == b"cookie")

    scope = {"type": "websocket", "headers": [(b"cookie", cookies.encode())]}
    await shopper_cookie(app)(scope, None, None)  # pyright: ignore[reportArgumentType]
    return "".join(seen)


def paths(answer: httpx.Response) -> list[str]:
    """Of which addresses cookies are set."""
    return [one.partition("Path=")[2].partition(";")[0] for one in answer.headers.get_list("set-cookie")]


async def test_the_token_opens_the_counter_for_the_socket_and_signing_out_shuts_it(client: Client):
    answer = await client.post(SIGN_IN, {"token": f" {settings.merchant_key}\n"})
    assert (answer.status_code, answer.content, answer.headers["cache-control"]) == (204, b"", "no-store")
    assert paths(answer) == [PATH, FILES]
    cookie = answer.headers["set-cookie"].partition(";")[0]
    carried = await on_a_socket(f"theme=dark; {cookie}")
    assert is_merchant_on_socket(carried) and cookie not in carried and "theme" not in carried
    assert shopper_on_socket(carried) is None
    await client.opened()
    carried = await on_a_socket(f"kettle_cart={client.http.cookies['kettle_cart']}; {cookie}")
    assert is_merchant_on_socket(carried) and shopper_on_socket(carried) == client.shopper
    signed_out = await client.post(SIGN_OUT)
    assert paths(signed_out) == [PATH, FILES], "of all that was given nothing is left"
    gone = signed_out.headers["set-cookie"]
    assert gone.startswith(f'{COOKIE}=""') and "Max-Age=0" in gone
    assert not is_merchant_on_socket(await on_a_socket(gone.partition(";")[0]))


@pytest.mark.parametrize(
    "token",
    ["", "hunter2", settings.merchant_key[:-1], settings.cookie_key, "\u2603"],
    ids=["none", "a guess", "its beginning", "another key", "no letters"],
)
async def test_any_other_token_opens_nothing(client: Client, token: str):
    answer = await client.post(SIGN_IN, {"token": token})
    assert refusal(answer) == (401, TokenRefused.code)
    assert COOKIE not in answer.headers.get("set-cookie", "")


@pytest.mark.parametrize("body", [{}, {"token": None}, {"token": 1}, {"token": ["x"]}, {"token": "x", "more": 1}])
async def test_what_is_no_token_is_malformed(client: Client, body: dict[str, object]):
    assert (await client.post(SIGN_IN, body)).status_code == 400


@pytest.mark.parametrize(("length", "status"), [(LONGEST_TOKEN, 401), (LONGEST_TOKEN + 1, 400)])
async def test_what_is_longer_than_any_token_is_not_looked_at(client: Client, length: int, status: int):
    assert (await client.post(SIGN_IN, {"token": "x" * length})).status_code == status


async def test_a_form_or_a_page_of_another_site_can_not_sign_in(client: Client):
    token = {"token": settings.merchant_key}
    assert (await client.http.post(SIGN_IN, data=token)).status_code == 415
    assert (await client.post(SIGN_IN, token, headers={"origin": "https://evil.example"})).status_code == 403


async def test_guessing_ends(client: Client, clock: float):
    for _ in range(TRIES):
        assert (await client.post(SIGN_IN, {"token": settings.merchant_key})).status_code == 204, "these don't count"
    for _ in range(TRIES):
        assert refusal(await client.post(SIGN_IN, {"token": "hunter2"})) == (401, TokenRefused.code)
    for token in ("hunter2", settings.merchant_key):
        assert refusal(await client.post(SIGN_IN, {"token": token})) == (429, TooManyTokens.code)


async def test_whoever_guesses_shuts_nobody_else_out(make_client: Callable[[], Client], clock: float):
    guesser, merchant = make_client(), make_client()
    for _ in range(TRIES):
        await guesser.post(SIGN_IN, {"token": "hunter2"})
    assert refusal(await guesser.post(SIGN_IN, {"token": settings.merchant_key})) == (429, TooManyTokens.code)
    assert (await merchant.post(SIGN_IN, {"token": settings.merchant_key})).status_code == 204
