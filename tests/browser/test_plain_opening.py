"""The plain page opens: what it asks, what it shows, and that nothing can be changed before somebody listens."""

from typing import Any

import pytest
from playwright.sync_api import expect

from rxapp.shop.refusal import NoCookies
from tests.browser.plain import CONFIG, PAY_OPEN, READ, SHELF, Plain, line, summary
from tests.browser.scripted import session

FAILED = "Something went wrong. Please try again."
NOT_LOADED = "The payment form could not be loaded. Please reload the page."
OPEN = "POST /api/checkout/open"
CONTROLS = ["gift-wrap", "shipping", "product", "code", "email", "pay"]


def is_closed(plain: Plain) -> None:
    for id in CONTROLS:
        expect(plain.find(id)).to_be_disabled()
    expect(plain.page.get_by_role("button", name="Add", include_hidden=True)).to_be_disabled()
    expect(plain.page.get_by_role("button", name="Apply", include_hidden=True)).to_be_disabled()


def test_controls_are_closed_until_somebody_listens(plain: Plain):
    plain.visit()
    assert plain.waiting == ["GET /api/config", "GET /api/products", READ]
    is_closed(plain)
    plain.answers("GET /api/config", CONFIG)
    plain.answers("GET /api/products", SHELF)
    plain.answers(READ, summary())
    assert plain.waiting == [OPEN]
    assert plain.bodies(OPEN) == [{}]
    is_closed(plain)
    plain.answers(OPEN, summary() | {"client_secret": "cs_1_secret_1"})
    plain.wait_for("loadActions")
    is_closed(plain)
    plain.loads()
    for id in CONTROLS:
        expect(plain.find(id)).to_be_enabled()
    assert plain.is_open() == PAY_OPEN
    plain.says("")


def test_what_it_shows(plain: Plain):
    plain.open(
        due=7350,
        amount_subtotal=7600,
        amount_discount=750,
        amount_shipping=500,
        code="WELCOME10",
        lines=[
            line(2, 3600),
            line(1, 4000, "kettle", "Kettle"),
            {"kind": "add_on", "key": "add_on:warranty", "name": "Warranty", "quantity": 1, "amount": 2000},
        ],
    )
    expect(plain.page).to_have_title("Plain checkout – Kettle & Kiln")
    shown = {"store": "Kettle & Kiln", "total": "$73.50", "pay": "Pay $73.50", "gift-wrap-price": "$5.00"}
    amounts = {"subtotal": "$76.00", "saving": "\N{MINUS SIGN}$7.50", "delivery": "$5.00"}
    for id, text in (shown | amounts).items():
        expect(plain.find(id)).to_have_text(text)
    expect(plain.find("saving")).to_be_visible()
    expect(plain.find("code")).to_have_value("WELCOME10")
    expect(plain.find("email")).to_have_value("shopper@example.com")
    expect(plain.gift_wrap).not_to_be_checked()
    expect(plain.find("product").locator("option")).to_have_text(["Kyoto Hojicha", "Rye"])
    assert [option.get_attribute("value") for option in plain.find("product").locator("option").all()] == [
        "kyoto-hojicha",
        "rye",
    ]
    expect(plain.find("shipping").locator("option")).to_have_text(["Standard shipping", "Express shipping"])
    expect(plain.find("shipping")).to_have_value("standard")
    expect(plain.find("lines").locator(".row")).to_have_text(["Yame Sencha$36.00", "Kettle$40.00"])
    quantity = plain.page.get_by_role("spinbutton", name="Quantity of Yame Sencha")
    expect(quantity).to_have_value("2")
    assert [quantity.get_attribute(name) for name in ("min", "max")] == ["2", "7"]


def test_what_there_is_none_of_is_not_shown(plain: Plain):
    plain.open(add_ons=[], shipping=[{"key": "express", "name": "Express shipping", "chosen": True}])
    expect(plain.find("gift-wrap-choice")).to_be_hidden()
    expect(plain.find("gift-wrap")).not_to_be_checked()
    expect(plain.find("gift-wrap-price")).to_have_text("")
    expect(plain.find("saving")).to_be_hidden()
    expect(plain.find("shipping")).to_have_value("express")


def test_a_gift_wrap_that_is_chosen(plain: Plain):
    plain.open(
        add_ons=[{"key": "warranty", "amount": 2000, "on": False}, {"key": "gift_wrap", "amount": 550, "on": True}]
    )
    expect(plain.find("gift-wrap-choice")).to_be_visible()
    expect(plain.gift_wrap).to_be_checked()
    expect(plain.find("gift-wrap-price")).to_have_text("$5.50")


def test_amounts_are_in_the_currency_and_its_minor_units(plain: Plain):
    plain.visit()
    cart = summary(currency="jpy", amount_subtotal=1800, amount_total=2300)
    plain.answers("GET /api/config", CONFIG)
    plain.answers("GET /api/products", SHELF)
    plain.answers(READ, cart)
    plain.answers(OPEN, cart | {"client_secret": "cs_1_secret_1"})
    plain.wait_for("loadActions")
    plain.run("script.say(given);", session(2300, minorUnitsAmountDivisor=1))
    plain.fine("loadActions")
    expect(plain.find("subtotal")).to_have_text("¥1,800")


def test_a_live_store_knows_nobodys_email(plain: Plain):
    plain.visit()
    plain.answers("GET /api/config", CONFIG | {"test_store": False})
    plain.answers("GET /api/products", SHELF)
    plain.answers(READ, summary())
    plain.answers(OPEN, summary() | {"client_secret": "cs_1_secret_1"})
    plain.loads()
    expect(plain.find("email")).to_have_value("")


@pytest.mark.parametrize(("scheme", "theme", "shade"), [("light", "stripe", 1), ("dark", "night", 2)])
def test_what_stripe_is_given(plain: Plain, scheme: Any, theme: str, shade: int):
    plain.page.emulate_media(color_scheme=scheme)
    tokens = ["accent", "card", "ink", "quiet", "bad"]
    both = (f"--{name}: light-dark(rgb({at}, 0, 1), rgb({at}, 0, 2));" for at, name in enumerate(tokens))
    css = f":root {{ color-scheme: light dark; --radius: 7px; --system-sans: 'Names Signs', serif; {' '.join(both)} }}"
    plain.files["/css/tokens.css"] = css.encode()
    plain.open()
    assert plain.made("Stripe") == [["pk_test_1", {"betas": ["custom_checkout_server_updates_1"], "locale": "en"}]]
    [[options]] = plain.made("initCheckoutElementsSdk")
    assert options == {
        "clientSecret": "cs_1_secret_1",
        "elementsOptions": {
            "appearance": {
                "theme": theme,
                "variables": {
                    "colorPrimary": f"rgb(0, 0, {shade})",
                    "colorBackground": f"rgb(1, 0, {shade})",
                    "colorText": f"rgb(2, 0, {shade})",
                    "colorTextSecondary": f"rgb(3, 0, {shade})",
                    "colorDanger": f"rgb(4, 0, {shade})",
                    "fontFamily": "Inter, 'Names Signs', serif",
                    "borderRadius": "7px",
                },
            }
        },
    }
    expect(plain.page.locator("#payment-element .payment-element")).to_be_visible()
    expect(plain.page.locator("body > i")).to_have_count(0)  # by which the colours were seen


def test_an_empty_cart_gets_something(plain: Plain):
    plain.visit()
    plain.answers(READ, summary(0, lines=[]))
    assert plain.bodies("POST /api/checkout/add-product") == [{"slug": "yame-sencha"}]
    assert OPEN not in plain.waiting
    plain.answers("POST /api/checkout/add-product", summary())
    assert plain.waiting[-1] == OPEN


def test_a_cart_with_something_in_it_stays_as_it_is(plain: Plain):
    plain.open()
    assert plain.made("POST /api/checkout/add-product") == []
    assert plain.made("POST /api/checkout/choose-flow") == []


@pytest.mark.parametrize("empty", [False, True])
def test_a_cart_of_the_other_flow_is_moved_over(plain: Plain, empty: bool):
    plain.visit()
    cart = summary(flow="payment_intent")
    plain.answers(READ, cart | {"lines": []} if empty else cart)
    if empty:
        plain.answers("POST /api/checkout/add-product", cart)
    assert plain.bodies("POST /api/checkout/choose-flow") == [{"flow": "checkout_session"}]
    assert OPEN not in plain.waiting
    plain.answers("POST /api/checkout/choose-flow", summary())
    assert plain.waiting[-1] == OPEN


REQUESTS = ["GET /api/config", "GET /api/products", READ, OPEN]


def open_but(plain: Plain, request: str) -> None:
    """Opens the page as far as one request, which waits."""
    plain.visit()
    answers: dict[str, Any] = {REQUESTS[0]: CONFIG, REQUESTS[1]: SHELF, READ: summary(), OPEN: summary()}
    for asked, answer in answers.items():
        if asked != request and asked in plain.waiting:
            plain.answers(asked, answer)


@pytest.mark.parametrize("request_", REQUESTS)
def test_what_the_store_refuses_is_said(plain: Plain, request_: str):
    open_but(plain, request_)
    plain.says_no(request_, "Too many requests. Please wait a moment.", 429)
    plain.says("Too many requests. Please wait a moment.")
    is_closed(plain)


@pytest.mark.parametrize("request_", REQUESTS)
def test_a_store_that_cannot_be_reached_is_said_in_words_for_people(plain: Plain, request_: str):
    open_but(plain, request_)
    plain.loses(request_)
    plain.says(FAILED)
    is_closed(plain)


@pytest.mark.parametrize("answer", ["no JSON", {}, {"error": {}}])
def test_an_answer_without_a_sentence(plain: Plain, answer: Any):
    open_but(plain, READ)
    plain.answers(READ, answer, 500)
    plain.says(FAILED)


def test_a_script_that_is_not_loaded(plain: Plain):
    plain.broken.add("/v3/")
    open_but(plain, "")
    plain.says(NOT_LOADED)
    is_closed(plain)


def test_the_network_may_go_and_come_before_there_is_a_form(plain: Plain):
    open_but(plain, "")
    plain.wait_for("loadActions")
    plain.run("for (const change of ['offline', 'online']) dispatchEvent(new Event(change));")
    plain.loads()
    assert plain.is_open() == PAY_OPEN


@pytest.mark.parametrize("way", ["error", "rejection"])
def test_a_session_that_stripe_does_not_open(plain: Plain, way: str):
    open_but(plain, "")
    plain.wait_for("loadActions")
    if way == "error":
        plain.refuses("loadActions", "No such session: cs_1")
    else:
        plain.rejects("loadActions")
    plain.says(NOT_LOADED)
    is_closed(plain)


def test_a_cart_that_is_gone_as_soon_as_it_was_begun_is_one_without_a_cookie(plain: Plain):
    plain.visit()
    plain.answers("GET /api/config", CONFIG)
    plain.answers("GET /api/products", SHELF)
    plain.answers(READ, summary(lines=[]))
    plain.answers("POST /api/checkout/add-product", summary())
    refusal = {"error": {"code": "not_found", "message": "There is no such checkout here."}}
    plain.answers(OPEN, refusal, 404)
    plain.says(NoCookies.sentence)
    is_closed(plain)
