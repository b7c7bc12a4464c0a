"""What somebody may try who wants to pay less, or to see or spoil what belongs to another."""

import hashlib
import hmac
import json
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from rxapp.shop.refusal import ChangedMeanwhile
from tests.e2e.shopper import Shopper, rows, stripe_of
from tests.security.visitor import CART_STATE, CHECKOUT_STATE, Visitor
from tests.serving import Server

ORDER_STATE = "reflex___state____state.rxapp___states___order____order_state"
CART_COOKIE = "kettle_cart"
NOT_SIGNED_BY_STRIPE = "signature_invalid"


@pytest.fixture
def cart(visitor: Visitor) -> dict[str, Any]:
    """The visitor's own checkout: one tea for $18.00, shipping $5.00."""
    visitor.post("/api/checkout/add-product", slug="yame-sencha")
    return visitor.post("/api/checkout/open")


def kept(data: Path, session_id: str) -> dict[str, object]:
    """What nobody but its shopper may change."""
    columns = "id, shopper, status, cart, quote, revision, session_id"
    [checkout] = rows(data, f"SELECT {columns} FROM checkouts WHERE session_id = ?", session_id)
    return checkout


def placed(visitor: Visitor, revision: int, amount: int) -> httpx.Response:
    return visitor.http.post("/api/checkout/place", json={"revision": revision, "amount": amount})


@pytest.mark.parametrize("field", ["price", "amount", "unit_amount", "amount_total", "total", "discount"])
def test_a_price_is_not_taken_from_the_browser(visitor: Visitor, cart: dict[str, Any], data: Path, field: str):
    before = kept(data, cart["id"])
    answer = visitor.http.post("/api/checkout/set-quantity", json={"slug": "yame-sencha", "quantity": 2, field: 1})
    assert answer.status_code == 400
    with visitor.socket() as socket:
        socket.call(f"{CHECKOUT_STATE}.load")
        socket.call(f"{CHECKOUT_STATE}.set_quantity", slug="yame-sencha", quantity=2, **{field: 1})
        socket.call(f"{CHECKOUT_STATE}.setvar", var_name=field, value=1)
        socket.settle()
        assert kept(data, cart["id"]) == before
        socket.call(f"{CHECKOUT_STATE}.set_quantity", slug="yame-sencha", quantity=2)
        socket.settle()
    assert kept(data, cart["id"]) != before, "without it the same call is heard"


@pytest.mark.parametrize("amount", [0, 1, -2300, 2299, 230])
def test_a_smaller_amount_cannot_be_placed(visitor: Visitor, cart: dict[str, Any], data: Path, amount: int):
    assert placed(visitor, cart["revision"], amount).status_code in (400, 409)
    with visitor.socket() as socket:
        socket.call(f"{CHECKOUT_STATE}.load")
        socket.call(f"{CHECKOUT_STATE}.place", revision=cart["revision"], amount=amount)
        socket.hear(ChangedMeanwhile.another_total)
    assert rows(data, "SELECT status FROM checkouts WHERE session_id = ?", cart["id"]) == [{"status": "open"}]


@pytest.mark.parametrize("quantity", [-1, 0, 11, 10**9, 1.5, "2; DROP TABLE orders", None, [2], {"$gt": 0}])
def test_a_quantity_out_of_bounds_changes_nothing(visitor: Visitor, cart: dict[str, Any], data: Path, quantity: Any):
    before = kept(data, cart["id"])
    answer = visitor.http.post("/api/checkout/set-quantity", json={"slug": "yame-sencha", "quantity": quantity})
    assert answer.status_code in (400, 422)
    with visitor.socket() as socket:
        socket.call(f"{CHECKOUT_STATE}.load")
        socket.call(f"{CHECKOUT_STATE}.set_quantity", slug="yame-sencha", quantity=quantity)
        socket.settle()
    assert kept(data, cart["id"]) == before


def test_the_currency_is_the_stores(visitor: Visitor, cart: dict[str, Any], store: Server):
    for currency in ("jpy", "vnd", "USD"):
        answer = visitor.http.post("/api/checkout/open", json={"currency": currency})
        assert answer.status_code == 400
    assert stripe_of(store).v1.checkout.sessions.retrieve(cart["id"]).currency == "usd"


def test_somebody_elses_session_can_be_neither_read_nor_changed(visitor: Visitor, anna: Visitor, data: Path):
    annas = anna.post("/api/checkout/open")
    before = kept(data, annas["id"])
    assert visitor.http.get("/api/checkout", params={"checkout_session_id": annas["id"]}).status_code == 404
    theirs = {"checkout_session_id": annas["id"]}
    for path, body in (
        ("open", {}),
        ("set-quantity", {"slug": "gooseneck-kettle", "quantity": 9}),
        ("apply-code", {"code": "WELCOME10"}),
        ("place", {"revision": annas["revision"], "amount": annas["amount_total"]}),
        ("release", {}),
    ):
        assert visitor.http.post(f"/api/checkout/{path}", json=body | theirs).status_code == 404, path
    assert kept(data, annas["id"]) == before
    own = anna.http.post("/api/checkout/set-quantity", json={"slug": "gooseneck-kettle", "quantity": 2} | theirs)
    assert own.status_code == 200, "to whom it belongs it is open"


def test_a_state_cannot_be_pointed_at_somebody_elses_checkout(visitor: Visitor, anna: Visitor, data: Path):
    annas = anna.post("/api/checkout/open")
    before = kept(data, annas["id"])
    visitor.post("/api/checkout/add-product", slug="yame-sencha")
    own = visitor.post("/api/checkout/open")
    with visitor.socket() as socket:
        socket.call(f"{CHECKOUT_STATE}.load")
        socket.call(f"{CHECKOUT_STATE}.setvar", var_name="_checkout_id", value=before["id"])
        socket.call(f"{CHECKOUT_STATE}._change", change=before["id"])
        socket.call(f"{CHECKOUT_STATE}.open_form", checkout_id=before["id"])
        socket.call(f"{CHECKOUT_STATE}.sync", checkout_id=before["id"])
        socket.call(f"{CHECKOUT_STATE}.open_form")
        socket.hear(own["client_secret"])
        heard = "".join(socket.heard)
    assert "Sencha" in heard, "where it is told, it is heard"
    assert annas["client_secret"] not in heard
    assert "Gooseneck" not in heard
    assert kept(data, annas["id"]) == before


def told_at(address: str, visitor: Visitor) -> str:
    """All that a tab of this visitor is told at an order's address, until the order is found or said not to be."""
    with visitor.socket(path=address) as socket:
        socket.call(f"{ORDER_STATE}.load")
        socket.hear('"loaded_rx_state_":true')
        return "".join(socket.heard)


def test_somebody_elses_order_is_not_shown(page: Page, store: Server, visitor: Visitor, context: BrowserContext):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    anna.type_card()
    anna.pay()
    number = anna.reads_order()
    address = page.url.removeprefix(store.url)
    [cookie] = [one.get("value", "") for one in context.cookies() if one.get("name") == CART_COOKIE]
    with Visitor(store.url) as herself:
        herself.http.cookies = httpx.Cookies({CART_COOKIE: cookie})
        annas = told_at(address, herself)
    assert [said for said in (number, "$23.00", "Sencha") if said not in annas] == [], "where it is told, it is heard"
    strangers = told_at(address, visitor)
    assert [said for said in (number, "$23.00", "Sencha", "KK-") if said in strangers] == []


def test_a_placing_counts_once(visitor: Visitor, cart: dict[str, Any], data: Path):
    assert placed(visitor, cart["revision"], 2300).status_code == 200
    again = placed(visitor, cart["revision"], 2300)
    assert (again.status_code, again.json()["error"]["code"]) == (409, "being_paid")
    change = visitor.http.post("/api/checkout/set-quantity", json={"slug": "yame-sencha", "quantity": 2})
    assert (change.status_code, change.json()["error"]["code"]) == (409, "being_paid")


def test_a_placing_of_an_order_that_is_paid_is_refused(page: Page, store: Server, data: Path, context: BrowserContext):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    anna.type_card()
    anna.pay()
    theirs = "SELECT * FROM orders WHERE number = ?"
    before = rows(data, theirs, number := anna.reads_order())
    assert len(before) == 1
    replayed = page.request.post(
        "/api/checkout/place", data={"revision": 1, "amount": 2300}, headers={"origin": store.url}
    )
    assert replayed.status == 404
    assert rows(data, theirs, number) == before


def event_of(session_id: str) -> bytes:
    subject = {"id": session_id, "object": "checkout.session", "status": "complete", "payment_status": "paid"}
    event = {"id": "evt_forged", "object": "event", "type": "checkout.session.completed", "data": {"object": subject}}
    return json.dumps(event).encode()


def signature(body: bytes, secret: str, at: float) -> str:
    signed = hmac.new(secret.encode(), f"{int(at)}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={int(at)},v1={signed}"


def test_a_webhook_that_stripe_did_not_sign_is_refused(visitor: Visitor, cart: dict[str, Any], data: Path):
    body, secret, now = event_of(cart["id"]), (data / "webhook.secret").read_text(), time.time()
    for forged in (
        "",
        "t=1,v1=0",
        signature(body, "whsec_guessed", now),
        signature(b"{}", secret, now),
        signature(body, secret, now - 3600),
        signature(body, secret, now + 3600),
    ):
        answer = httpx.post(f"{visitor.url}/webhooks/stripe", content=body, headers={"stripe-signature": forged})
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, NOT_SIGNED_BY_STRIPE)
    assert rows(data, "SELECT * FROM webhook_events WHERE id = 'evt_forged'") == []
    assert rows(data, "SELECT * FROM orders WHERE session_id = ?", cart["id"]) == []


def test_even_a_signed_event_is_only_a_reason_to_ask_stripe(visitor: Visitor, cart: dict[str, Any], data: Path):
    body, secret = event_of(cart["id"]), (data / "webhook.secret").read_text()
    signed = {"stripe-signature": signature(body, secret, time.time())}
    assert httpx.post(f"{visitor.url}/webhooks/stripe", content=body, headers=signed).status_code == 200
    assert rows(data, "SELECT * FROM orders WHERE session_id = ?", cart["id"]) == []


def test_a_return_address_that_says_paid_is_not_believed(page: Page, data: Path):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    session = page.request.post("/api/checkout/open", data={}).json()["id"]
    page.goto(f"/complete?session={session}&redirect_status=succeeded&payment_intent=pi_1&payment_status=paid")
    page.wait_for_url("**/checkout?*")  # Stripe was asked, and said no
    assert rows(data, "SELECT * FROM orders WHERE session_id = ?", session) == []
    expect(page.get_by_test_id("order-number")).to_have_count(0)
    page.goto("/checkout")
    anna.sees("$18.00", "", "$5.00", "$23.00")


@pytest.mark.parametrize(
    "session", ["", "cs_test_nobodys", "../../etc/passwd", "cs_%00", "cs_%ED%A0%80", "x" * 3000, "%27--"]
)
def test_a_return_address_with_a_made_up_session_finds_nothing(visitor: Visitor, store: Server, session: str):
    written = store.listen()
    with visitor.socket(path=f"/complete?session={session}") as socket:
        socket.call(f"{CART_STATE}.load")
        socket.call(f"{ORDER_STATE}.load")
        socket.hear('"loaded_rx_state_":true')
        assert '"found_rx_state_":true' not in "".join(socket.heard)
    assert "Traceback" not in written()


def test_the_return_address_is_the_stores_whatever_host_is_asked_for(visitor: Visitor, store: Server):
    visitor.post("/api/checkout/add-product", slug="yame-sencha")
    headers = {"host": "evil.example", "cookie": f"kettle_cart={visitor.cookie}", "x-forwarded-host": "evil.example"}
    opened = httpx.post(f"{store.url}/api/checkout/open", json={}, headers=headers).json()
    session = stripe_of(store).v1.checkout.sessions.retrieve(opened["id"])
    assert str(session.return_url).startswith(f"{store.url}/complete?session=")
