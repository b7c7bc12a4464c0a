"""What Stripe.js can do with an intent of either kind: with its secret alone, and for what it has seen."""

from typing import Any

import pytest

from tests.unit.sandbox.caller import BEN, Caller
from tests.unit.sandbox.trade import SHOP, item

PAYMENTS, SETUPS, METHODS = "/v1/payment_intents", "/v1/setup_intents", "/v1/payment_methods"
SAID = "description=Tea&metadata[a]=1"
MADE = {PAYMENTS: f"amount=900&currency=usd&{SAID}", SETUPS: SAID}
# docs.stripe.com/api/payment_intents/object and setup_intents/object: "retrievable with publishable key".
SEEN = {
    PAYMENTS: "amount automatic_payment_methods canceled_at cancellation_reason capture_method client_secret "
    "confirmation_method created currency description id last_payment_error livemode next_action object payment_method "
    "payment_method_configuration_details payment_method_types processing receipt_email setup_future_usage shipping "
    "source status",
    SETUPS: "automatic_payment_methods cancellation_reason client_secret created description id last_setup_error "
    "livemode next_action object payment_method payment_method_configuration_details payment_method_types status usage",
}
CARD = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2034, "cvc": "123"}


async def opened(caller: Caller, path: str) -> tuple[str, dict[str, Any]]:
    """An intent's address and what opens it."""
    intent = await caller.made(path, MADE[path])
    return f"{path}/{intent['id']}", {"client_secret": intent["client_secret"]}


def confirming(path: str, amount: int = 900) -> dict[str, Any]:
    seen = {"expected_amount": amount} if path == PAYMENTS else {}
    return {**seen, "payment_method": "pm_card_visa", "return_url": "https://shop.example"}


@pytest.mark.parametrize("path", MADE)
async def test_a_browser_sees_what_a_publishable_key_may_see_and_no_more(caller: Caller, path: str) -> None:
    at, secret = await opened(caller, path)
    seen = await caller.browse(f"{at}/retrieve", secret)
    assert " ".join(sorted(seen)) == SEEN[path]
    confirmed = await caller.browse(f"{at}/confirm_in_browser", {**secret, **confirming(path)})
    assert set(confirmed) == {seen["object"], "next_action"}
    assert (confirmed["next_action"], confirmed[seen["object"]]["status"]) == (None, "succeeded")
    assert " ".join(sorted(confirmed[seen["object"]])) == SEEN[path]


@pytest.mark.parametrize("path", MADE)
@pytest.mark.parametrize("call", ["retrieve", "confirm_in_browser"])
async def test_without_the_secret_it_sees_and_does_nothing(caller: Caller, path: str, call: str) -> None:
    at, secret = await opened(caller, path)
    _, other = await opened(caller, path)
    given = confirming(path) if call == "confirm_in_browser" else {}
    for wrong in ("", other["client_secret"], f"{secret['client_secret']}x", secret["client_secret"][:-1]):
        refused = await caller.browse(f"{at}/{call}", {**given, "client_secret": wrong})
        assert refused["error"]["code"] == "resource_missing"
    elsewhere = await caller.of(BEN).browse(f"{at}/{call}", {**given, **secret})
    assert elsewhere["error"]["code"] == "resource_missing"
    assert (await caller.call("GET", at)).json()["status"] == "requires_payment_method"


@pytest.mark.parametrize("seen", [0, 899, 901, 90_000])
async def test_it_pays_the_amount_that_it_has_seen_and_no_other(caller: Caller, seen: int) -> None:
    at, secret = await opened(caller, PAYMENTS)
    refused = await caller.browse(f"{at}/confirm_in_browser", {**secret, **confirming(PAYMENTS, seen)})
    assert (refused["error"]["code"], refused["error"]["param"]) == ("amount_mismatch", "expected_amount")
    assert await caller.listed("/v1/charges") == []


async def test_what_a_browser_says_besides_is_kept(caller: Caller) -> None:
    at, secret = await opened(caller, PAYMENTS)
    shipping = {"name": "Ada", "phone": None, "address": {"line1": "1 Main St", "country": "US"}}
    said = {"receipt_email": "ada@example.com", "setup_future_usage": "off_session", "shipping": shipping}
    await caller.browse(f"{at}/confirm_in_browser", {**secret, **confirming(PAYMENTS), **said})
    intent = (await caller.call("GET", at)).json()
    assert (intent["receipt_email"], intent["setup_future_usage"]) == ("ada@example.com", "off_session")
    assert (intent["shipping"]["name"], intent["shipping"]["address"]["line1"]) == ("Ada", "1 Main St")


async def test_what_a_browser_leaves_open_stays(caller: Caller) -> None:
    intent = await caller.made(PAYMENTS, f"{MADE[PAYMENTS]}&receipt_email=ada@example.com&payment_method=pm_card_visa")
    nothing = dict.fromkeys(("payment_method", "return_url", "receipt_email", "setup_future_usage", "shipping"))
    body = {"client_secret": intent["client_secret"], "expected_amount": 900, **nothing}
    paid = (await caller.browse(f"{PAYMENTS}/{intent['id']}/confirm_in_browser", body))["payment_intent"]
    assert (paid["status"], paid["payment_method"]) == ("succeeded", intent["payment_method"])
    assert paid["receipt_email"] == "ada@example.com"


SESSION = {
    PAYMENTS: f"mode=payment&ui_mode=elements&return_url={SHOP}&{item()}",
    SETUPS: f"mode=setup&currency=usd&ui_mode=elements&return_url={SHOP}",
}


@pytest.mark.parametrize("path", SESSION)
async def test_an_intent_of_a_session_is_confirmed_by_the_session_alone(caller: Caller, path: str) -> None:
    session = await caller.made("/v1/checkout/sessions", SESSION[path])
    amount = session["amount_total"] or 0
    opening = {"client_secret": session["client_secret"], "expected_amount": amount, "email": "ada@example.com"}
    asked = {**opening, "payment_method": "pm_card_authenticationRequired"}
    await caller.browse(f"/v1/payment_pages/{session['id']}/confirm", asked)
    [intent] = await caller.listed(path)
    body = {"client_secret": intent["client_secret"], **confirming(path, amount)}
    refused = await caller.browse(f"{path}/{intent['id']}/confirm_in_browser", body)
    assert refused["error"]["code"] == f"{intent['object']}_unexpected_state"
    assert "created by Checkout" in refused["error"]["message"]
    assert (await caller.call("GET", f"{path}/{intent['id']}")).json() == intent


async def part(caller: Caller, **typed: Any) -> str:
    made = await caller.browse("/v1/card_parts", {**typed, "client_secret": "x"})
    assert set(made) == {"id", "object"}, "no frame can read what another was told"
    return made["id"]


async def test_the_parts_of_a_card_are_joined_once(caller: Caller) -> None:
    parts = [await part(caller, exp_month=11, exp_year=2033), await part(caller, cvc="123")]
    body = {"type": "card", "card": {"number": CARD["number"], "parts": parts}}
    card = (await caller.browse(METHODS, body))["card"]
    assert (card["last4"], card["exp_month"], card["exp_year"]) == ("4242", 11, 2033)
    again = await caller.browse(METHODS, body)
    assert (again["error"]["code"], again["error"]["param"]) == ("resource_missing", "card[parts]")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({"exp_month": 13, "exp_year": 2033, "cvc": "123"}, "invalid_expiry_month"),
        ({"exp_month": 1, "exp_year": 2033, "cvc": "1"}, "invalid_cvc"),
        ({"exp_month": 1}, "parameter_missing"),
    ],
)
async def test_what_stands_in_a_part_is_checked_like_any_card(caller: Caller, typed: dict[str, Any], code: str) -> None:
    card = {"number": CARD["number"], "parts": [await part(caller, **typed)]}
    assert (await caller.browse(METHODS, {"type": "card", "card": card}))["error"]["code"] == code


async def test_the_parts_of_another_account_are_nobodys(caller: Caller) -> None:
    others = await part(caller.of(BEN), cvc="123")
    refused = await caller.browse(METHODS, {"type": "card", "card": {**CARD, "parts": [others]}})
    assert refused["error"]["code"] == "resource_missing"
