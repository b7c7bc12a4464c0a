"""The merchant's cookie: for whoever gave the token, for a working day, and for the socket alone."""

import time
from datetime import UTC, datetime

import pytest
from itsdangerous import URLSafeSerializer

from rxapp.settings import settings
from rxapp.visitor import merchant_cookie as merchant
from rxapp.visitor.cookie import COOKIE as CART
from rxapp.visitor.cookie import shopper_in, shopper_on_socket
from rxapp.visitor.merchant_cookie import (
    COOKIE,
    LIFE_SECONDS,
    is_merchant_on_socket,
    is_token,
    merchant_cookie,
    merchant_cookie_for_socket,
    no_merchant_cookie,
    signed_in_until,
)
from tests.unit.visitor.test_cookie import ODD


def sent(set_cookie: str) -> str:
    return set_cookie.partition(";")[0]


def test_what_a_browser_is_told_of_it():
    value, *about = merchant_cookie().split("; ")
    assert value.startswith(f"{COOKIE}=")
    assert sorted(about) == ["HttpOnly", "Max-Age=43200", "Path=/_event", "SameSite=strict"]
    gone, *about = no_merchant_cookie().split("; ")
    assert gone == f'{COOKIE}=""'
    assert {"Max-Age=0", "Path=/_event"} <= set(about)


@pytest.mark.parametrize(("address", "secure"), [("https://shop.example", True), ("http://shop.example", False)])
def test_it_is_for_https_alone_where_there_is_https(address: str, secure: bool, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(merchant, "settings", settings.model_copy(update={"public_url": address}))
    assert ("Secure" in merchant_cookie().split("; ")) == secure


def test_it_counts_for_a_working_day_on_either_side_of_the_guard(monkeypatch: pytest.MonkeyPatch):
    began = time.time()
    cookie = sent(merchant_cookie())
    until = signed_in_until(f"{CART}=x; {cookie}")
    assert until and 0 <= began + LIFE_SECONDS - until.timestamp() + 1 < 5
    on_the_socket = merchant_cookie_for_socket(until)
    assert is_merchant_on_socket(on_the_socket) and not is_merchant_on_socket(cookie)
    assert signed_in_until(on_the_socket) is None, "what a socket carries signs no browser in"
    assert shopper_in(cookie) is shopper_on_socket(on_the_socket) is None
    for later, counts in ((LIFE_SECONDS - 60, True), (LIFE_SECONDS + 1, False)):
        monkeypatch.setattr(time, "time", lambda later=later: began + later)
        assert (signed_in_until(cookie) is not None) == is_merchant_on_socket(on_the_socket) == counts


@pytest.mark.parametrize("odd", ODD)
def test_whatever_else_a_browser_sends_the_merchant_is_known(odd: str):
    cookie = sent(merchant_cookie())
    assert signed_in_until(f"{odd}; {cookie}") and signed_in_until(f"{cookie}; {odd}")


def test_a_socket_counts_no_longer_than_the_cookie_that_it_came_with(monkeypatch: pytest.MonkeyPatch):
    began = time.time()
    on_the_socket = merchant_cookie_for_socket(datetime.fromtimestamp(began + 60, UTC))
    for later, counts in ((0, True), (50, True), (61, False)):
        monkeypatch.setattr(time, "time", lambda later=later: began + later)
        assert is_merchant_on_socket(on_the_socket) == counts


def test_with_another_token_everybody_is_signed_out(monkeypatch: pytest.MonkeyPatch):
    cookie = sent(merchant_cookie())
    until = signed_in_until(cookie)
    assert until
    on_the_socket = merchant_cookie_for_socket(until)
    monkeypatch.setitem(settings.__dict__, "merchant_key", "another token")
    assert signed_in_until(cookie) is None and not is_merchant_on_socket(on_the_socket)


def signed(value: object, key: str, salt: str) -> str:
    return f"{COOKIE}={URLSafeSerializer(key, salt=salt).dumps(value)}"


KEY, LATER = f"{settings.cookie_key}:{settings.merchant_key}", 32_000_000_000
FORGED = {
    "nothing": "",
    "another cookie": "theme=dark",
    "not signed": f"{COOKIE}={LATER}",
    "signed with another key": signed(LATER, settings.cookie_key, "merchant"),
    "signed for nowhere": signed(LATER, KEY, "itsdangerous"),
    "no moment": signed("for ever", KEY, "merchant"),
    "no cookie at all": "\x00\x01=;;;",
    "a name that none has": f"{COOKIE}=x; a b(=1",
}


@pytest.mark.parametrize("how", FORGED)
def test_what_we_did_not_sign_is_nobody(how: str):
    assert signed_in_until(FORGED[how]) is None
    assert not is_merchant_on_socket(FORGED[how])


def test_a_merchant_is_known_after_a_restart():
    assert signed_in_until(signed(LATER, KEY, "merchant"))
    assert is_merchant_on_socket(signed(LATER, KEY, "merchant's socket"))


def test_only_the_token_is_the_token():
    token = settings.merchant_key
    assert is_token(token)
    for other in ("", token[:-1], token + "x", token.upper() + " ", "\N{SNOWMAN}", "0" * len(token)):
        assert not is_token(other)
