"""What a buyer typed, confirmed by a server: once, in time, and not beside a payment method."""

from typing import Any

import pytest

from tests.unit.sandbox.caller import Caller

INTENTS = "/v1/payment_intents"
PAYING = "amount=900&currency=usd&confirm=true"
TYPED = {"payment_method": "pm_card_visa", "return_url": "https://shop.example/", "setup_future_usage": "off_session"}


async def token(caller: Caller, **more: Any) -> dict[str, Any]:
    """What a browser makes."""
    body = {"key": f"pk_test_{caller.account}", **TYPED, **more}
    answer = await caller.http.post("/v1/confirmation_tokens", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("at_once", [True, False])
async def test_an_intent_is_paid_with_what_the_token_stands_for(caller: Caller, at_once: bool) -> None:
    shipping = {"name": "Ada", "address": {"line1": "1 Main St", "country": "US"}}
    made = await token(caller, shipping=shipping)
    if at_once:
        intent = await caller.made(INTENTS, f"{PAYING}&confirmation_token={made['id']}")
    else:
        open = await caller.made(INTENTS, "amount=900&currency=usd")
        intent = await caller.made(f"{INTENTS}/{open['id']}/confirm", f"confirmation_token={made['id']}")
    assert (intent["status"], intent["setup_future_usage"]) == ("succeeded", "off_session")
    assert intent["shipping"]["name"] == "Ada"
    kept = (await caller.call("GET", f"/v1/confirmation_tokens/{made['id']}")).json()
    assert kept["payment_intent"] == intent["id"]
    assert kept["payment_method_preview"]["card"]["last4"] == "4242"


@pytest.mark.parametrize("at_once", [True, False])
async def test_what_the_call_says_itself_goes_before_what_the_token_says(caller: Caller, at_once: bool) -> None:
    """docs.stripe.com/api/payment_intents/confirm: "the values in this request will take precedence"."""
    address = {"line1": "1 Main St", "country": "US"}
    made = await token(caller, shipping={"name": "Ada", "address": address})
    said = "setup_future_usage=on_session&shipping[name]=Ben&shipping[address][line1]=2 Main St"
    form = f"confirmation_token={made['id']}&{said}"
    if at_once:
        intent = await caller.made(INTENTS, f"{PAYING}&{form}")
    else:
        open = await caller.made(INTENTS, "amount=900&currency=usd")
        intent = await caller.made(f"{INTENTS}/{open['id']}/confirm", form)
    assert intent["setup_future_usage"] == "on_session"
    assert (intent["shipping"]["name"], intent["shipping"]["address"]["line1"]) == ("Ben", "2 Main St")
    assert intent["payment_method"] and intent["status"] == "succeeded"


async def test_a_token_is_used_once(caller: Caller) -> None:
    form = f"{PAYING}&confirmation_token={(await token(caller))['id']}"
    await caller.made(INTENTS, form)
    error = (await caller.post(INTENTS, form)).json()["error"]
    assert error["param"] == "confirmation_token" and "already been used" in error["message"]


async def test_a_token_lasts_half_a_day(caller: Caller) -> None:
    form = f"{PAYING}&confirmation_token={(await token(caller))['id']}"
    await caller.advance(12 * 3600)
    assert "has expired" in (await caller.post(INTENTS, form)).json()["error"]["message"]


async def test_a_token_stands_alone_and_confirms(caller: Caller) -> None:
    form = f"amount=900&currency=usd&confirmation_token={(await token(caller))['id']}"
    for more in ("payment_method=pm_card_visa", "payment_method_data[type]=amazon_pay"):
        beside = (await caller.post(INTENTS, f"{form}&confirm=true&{more}")).json()["error"]
        assert (beside["code"], beside["param"]) == ("parameters_exclusive", "confirmation_token")
    assert (await caller.post(INTENTS, form)).json()["error"]["param"] == "confirmation_token"
    assert (await caller.post(INTENTS, f"{form}x&confirm=true")).json()["error"]["code"] == "resource_missing"
    await caller.made(INTENTS, f"{form}&confirm=true")
