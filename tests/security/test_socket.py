"""What comes over a socket: the known calls, and nothing else."""

import httpx
import pytest
from reflex_base.registry import RegistrationContext
from websockets.exceptions import InvalidStatus

from tests.security.visitor import CART_STATE, CHECKOUT_STATE, JOIN_STATE, Visitor

STATE = "reflex___state____state"
ACCESS_STATE = f"{STATE}.rxapp___merchant___access____access_state"
OF_THE_PAYMENT_FORM = (
    "open_form",
    "sync",
    "place",
    "release",
    "check_session",
    "report",
    "try_again",
    "undo",
    "look_again",
    "let_stripe_be",
    "let_session_expire",
)
# Every handler that a browser may call. Whoever adds one here has looked at what a stranger could do with it.
CALLABLE = {
    f"{STATE}.hydrate_and_load",
    f"{STATE}.reflex___state____on_load_internal_state.on_load_internal",
    f"{STATE}.reflex___state____update_vars_internal_state.update_vars_internal",
    f"{STATE}.reflex___state____frontend_event_exception_state.handle_frontend_exception",
    *(f"{CART_STATE}.{name}" for name in ("load", "open_ahead", "look_again", "add", "set_quantity", "remove")),
    f"{CART_STATE}.take_what_is_left",
    *(f"{state}.{name}" for state in (CHECKOUT_STATE, JOIN_STATE) for name in OF_THE_PAYMENT_FORM),
    *(f"{JOIN_STATE}.{name}" for name in ("load", "sign_in", "choose_term", "set_destination")),
    *(f"{JOIN_STATE}.{name}" for name in ("set_referral", "remove_referral")),
    *(
        f"{CHECKOUT_STATE}.{name}"
        for name in (
            "load",
            *("set_quantity", "remove", "swap_size", "add_suggested", "set_donation", "set_add_on", "sign_in"),
            "take_what_is_left",
            *("choose_flow", "set_destination", "choose_shipping", "apply_code", "remove_code", "end_offers"),
        )
    ),
    *(f"{STATE}.rxapp___states___order____order_state.{name}" for name in ("load", "forget", "look")),
    *(f"{STATE}.rxapp___states___orders____orders_state.{name}" for name in ("load", "show_older")),
    *(
        f"{STATE}.rxapp___states___membership____membership_state.{name}"
        for name in ("load", "look_again", "ask", "leave", "stay")
    ),
    f"{STATE}.rxapp___states___shop____shop_state.arrive",
    f"{STATE}.rxapp___states___guide____guide_state.fill_cart",
    *(f"{STATE}.rxapp___states___hood____hood_state.{name}" for name in ("look", "close")),
    # Behind the counter; for whoever isn't the merchant each does nothing but ask for the token.
    f"{ACCESS_STATE}.arrive",
    *(
        f"{ACCESS_STATE}.rxapp___merchant___sale_state____sale_state.{name}"
        for name in ("load", "look_again", "ask", "keep", "refund")
    ),
    *(
        f"{ACCESS_STATE}.rxapp___merchant___sales_state____sales_state.{name}"
        for name in ("load", "look_again", "search", "choose", "older", "newer")
    ),
    *(
        f"{ACCESS_STATE}.rxapp___merchant___attention_state____attention_state.{name}"
        for name in ("load", "look_again", "see_to", "put_aside", "handle_again", "ask_stripe", "correct")
    ),
    *(f"{ACCESS_STATE}.rxapp___merchant___numbers_state____numbers_state.{name}" for name in ("load", "choose")),
}
# What Reflex or we register besides; the server may call it, a browser not.
NOT_CALLABLE = {
    f"{STATE}.hydrate",
    f"{STATE}.set_is_hydrated",
    f"{STATE}.reflex___state____on_load_internal_state.set_is_hydrated",
    f"{STATE}.rxapp___states___shop____shop_state.apologise",
}


def test_every_handler_that_a_browser_may_call_is_listed():
    import rxapp.rxapp  # noqa: F401 – registers the states
    from rxapp.states.socket_guard import callable_from_a_page

    assert set(callable_from_a_page()) == CALLABLE


def test_every_other_handler_is_known_too():
    import rxapp.rxapp  # noqa: F401

    others = set(RegistrationContext.get().event_handlers) - CALLABLE
    assert {name for name in others if not name.endswith(".setvar")} == NOT_CALLABLE


def test_a_page_of_another_site_gets_no_socket(visitor: Visitor):
    with pytest.raises(InvalidStatus), visitor.socket(origin="https://evil.example"):
        pass


def test_a_socket_of_our_own_page_is_served(visitor: Visitor):
    with visitor.socket() as socket:
        socket.settle()


@pytest.mark.parametrize("path", ["/webhooks/stripe", "/api/checkout/add-product", "/update-discounts", "/checkout"])
def test_a_page_of_another_site_may_not_post(visitor: Visitor, path: str):
    answer = visitor.http.post(path, json={}, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "origin_not_allowed"


def test_a_page_of_another_site_may_not_read(visitor: Visitor):
    answer = visitor.http.get("/api/checkout", headers={"origin": "https://evil.example"})
    assert "access-control-allow-origin" not in answer.headers


def test_who_sends_no_origin_is_no_page_and_may_post(visitor: Visitor):
    with httpx.Client(base_url=visitor.url) as client:
        assert client.post("/api/checkout/add-product", json={"slug": "yame-sencha"}).status_code == 200


def test_the_cookie_of_the_store_is_for_the_store_alone(visitor: Visitor):
    header = httpx.get(visitor.url).headers["set-cookie"]
    assert "HttpOnly" in header
    assert "samesite=lax" in header.lower()
    assert "Domain" not in header
    assert "Secure" not in header, "this store is served over http"


@pytest.mark.parametrize(
    "cookie", ["kettle_cart=sh_1", "kettle_cart=InNoXzEi.forged", "kettle_cart=", "=;=;", "a" * 4000]
)
def test_a_forged_cookie_is_nobody(visitor: Visitor, cookie: str):
    with httpx.Client(base_url=visitor.url, headers={"cookie": cookie}) as client:
        assert client.post("/api/checkout/open", json={}).status_code == 404
        assert "kettle_cart=" in client.get("/").headers["set-cookie"], "a new cart begins"
