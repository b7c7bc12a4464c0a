"""The cart's cookie: only what we signed, for the place we signed it for."""

import pytest
from itsdangerous import URLSafeSerializer

from rxapp.settings import settings
from rxapp.visitor import cookie as shopper
from rxapp.visitor.cookie import COOKIE, cookie_for_socket, new_cookie, shopper_in, shopper_on_socket


def header(set_cookie: str) -> str:
    """What a browser sends back."""
    return set_cookie.partition(";")[0]


def signed(value: object, key: str, salt: str) -> str:
    return f"{COOKIE}={URLSafeSerializer(key, salt=salt).dumps(value)}"


def test_whoever_has_a_cookie_is_known_by_it():
    cookie = header(new_cookie())
    known = shopper_in(cookie)
    assert known and known.startswith("sh_") and len(known) == 27
    assert shopper_in(cookie) == known
    assert shopper_in(f"other=1; {cookie}; another=2") == known


ODD = ['prefs={"theme":"dark"}', "a=1 2", "a(=1", "a,b=1", "a b", "=", '"', "päth=☃", "a=;;", "\x01=1"]


@pytest.mark.parametrize("odd", ODD)
def test_whatever_else_a_browser_sends_its_cart_is_found(odd: str):
    """Others of the same domain may set what no standard allows."""
    cookie = header(new_cookie())
    known = shopper_in(cookie)
    assert known and shopper_in(f"{odd}; {cookie}") == shopper_in(f"{cookie}; {odd}") == known


def test_no_two_are_the_same():
    assert len({shopper_in(header(new_cookie())) for _ in range(50)}) == 50


def test_what_a_browser_is_told_of_it():
    value, *about = new_cookie().split("; ")
    assert value.startswith("kettle_cart=")
    assert sorted(about) == ["HttpOnly", "Max-Age=7776000", "Path=/", "SameSite=lax"], "no script reads it, for 90 days"


@pytest.mark.parametrize(
    ("origin", "secure"),
    [
        ("https://shop.example", True),
        ("http://shop.example", False),
        ("http://https.example", False),
        ("", False),
    ],
)
def test_it_is_for_https_alone_where_there_is_https(origin: str, secure: bool, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(shopper, "settings", settings.model_copy(update={"public_url": origin}))
    assert (new_cookie().split("; ")[-1] == "Secure") == secure


def test_what_is_signed_for_one_place_is_worth_nothing_in_the_other():
    cookie = header(new_cookie())
    known = shopper_in(cookie)
    assert known
    on_the_socket = cookie_for_socket(known)
    assert on_the_socket.startswith(f"{COOKIE}=")
    assert (shopper_on_socket(on_the_socket), shopper_in(on_the_socket)) == (known, None)
    assert shopper_on_socket(cookie) is None


FORGED = {
    "nothing": "",
    "another cookie": "theme=dark",
    "an empty one": f"{COOKIE}=",
    "a name that is alike": header(new_cookie()).replace(COOKIE, f"{COOKIE}2"),
    "not signed": f"{COOKIE}=sh_000000000000000000000000",
    "signed with another key": signed("sh_1", "another key", "cart"),
    "signed for nowhere": signed("sh_1", settings.cookie_key, "itsdangerous"),
    "cut off": header(new_cookie())[:-1],
    "longer": header(new_cookie()) + "x",
    "another's signature": header(new_cookie()).rpartition(".")[0] + "." + header(new_cookie()).rpartition(".")[2],
    "no cookie at all": "\x00\x01=;;;",
    "with letters of elsewhere": f"{COOKIE}=\N{SNOWMAN}",
}


@pytest.mark.parametrize("how", FORGED)
def test_what_we_did_not_sign_is_nobody(how: str):
    assert shopper_in(FORGED[how]) is None
    assert shopper_on_socket(FORGED[how]) is None


def test_carts_live_on_after_a_restart():
    assert shopper_in(signed("sh_1", settings.cookie_key, "cart")) == "sh_1"
    assert shopper_on_socket(signed("sh_1", settings.cookie_key, "socket")) == "sh_1"
