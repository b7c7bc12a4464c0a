"""The defects of the published samples, each with a test that a straight port of the sample would fail.

Here are those that a client of the endpoints sees; `tests/contract/test_documented_defects.py` lists all eleven.
"""

from collections.abc import Callable
from typing import Any

import pytest
import stripe

from tests.contract.api.conftest import Client, MakeClient, refusal
from tests.contract.sandbox.conftest import Account

AtStripe = Callable[[str], stripe.checkout.Session]


def items_of(session: stripe.checkout.Session) -> list[tuple[str | None, int | None, int]]:
    assert session.line_items
    return [(item.description, item.quantity, item.amount_total) for item in session.line_items.data]


async def opened_intent(client: Client) -> dict[str, Any]:
    """A Yame Sencha that is paid by a Payment Intent."""
    await client.done("/api/checkout/add-product", {"slug": "yame-sencha"})
    await client.done("/api/checkout/choose-flow", {"flow": "payment_intent"})
    return await client.done("/api/checkout/open")


def add_gift_wrap(session_id: str) -> dict[str, Any]:
    """The documented body."""
    return {"checkout_session_id": session_id, "product_id": "gift_wrap"}


async def test_s1_an_add_on_is_added_to_the_cart_and_does_not_replace_it(client: Client, at_stripe: AtStripe):
    opened = await client.opened("yame-sencha", "kyoto-hojicha")
    answer = await client.done("/update-custom-amount", add_gift_wrap(opened["id"]))
    assert items_of(at_stripe(opened["id"])) == [
        ("Yame Sencha", 1, 1800),
        ("Kyoto Hojicha", 1, 1600),
        ("Gift wrap", 1, 500),
    ]
    assert (answer["id"], answer["amount_total"]) == (opened["id"], 4400)


async def test_s1_asking_twice_is_one_gift_wrap(client: Client, at_stripe: AtStripe):
    opened = await client.opened()
    first = await client.done("/update-custom-amount", add_gift_wrap(opened["id"]))
    assert await client.done("/update-custom-amount", add_gift_wrap(opened["id"])) == first
    assert at_stripe(opened["id"]).amount_total == 2800


async def test_s2_a_refusal_has_its_message_where_clients_look(client: Client):
    opened = await client.opened()
    response = await client.post("/update-custom-amount", add_gift_wrap(opened["id"]) | {"product_id": "nothing"})
    assert not response.is_success
    assert response.json()["error"]["message"] == "We don't offer that add-on."


async def test_s5_money_comes_from_no_client(client: Client, account: Account):
    intent = await opened_intent(client)
    which = {"payment_intent_id": intent["id"], "items": [{"slug": "yame-sencha", "quantity": 2}]}
    for name in ("shipping_cents", "service_cents", "discount_cents"):
        response = await client.post("/update-payment-intent", which | {name: 1})
        assert refusal(response) == (400, "amount_not_accepted")
        assert name in response.json()["error"]["message"]
    priced = which | {"items": [{"slug": "yame-sencha", "quantity": 2, "price": 1}]}
    assert refusal(await client.post("/update-payment-intent", priced)) == (400, "amount_not_accepted")
    assert account.client().v1.payment_intents.retrieve(intent["id"]).amount == 2300
    answer = await client.done("/update-payment-intent", which)
    assert (answer["id"], answer["amount"], answer["client_secret"]) == (intent["id"], 4100, intent["client_secret"])
    assert account.client().v1.payment_intents.retrieve(intent["id"]).amount == 4100


async def test_s6_nobody_updates_a_session_that_is_not_theirs(
    client: Client, make_client: MakeClient, at_stripe: AtStripe
):
    opened = await client.opened()
    stranger = make_client()
    await stranger.opened()
    for body in (add_gift_wrap(opened["id"]), add_gift_wrap(opened["id"]) | {"client_secret": "guessed"}):
        assert refusal(await stranger.post("/update-custom-amount", body)) == (404, "not_found")
    for path in ("/update-discounts", "/apply-customer-discount"):
        body = {"checkout_session_id": opened["id"], "code": "WELCOME10"}
        assert refusal(await stranger.post(path, body)) == (404, "not_found")
    assert at_stripe(opened["id"]).amount_total == 2300


@pytest.mark.parametrize("path", ["/update-discounts", "/apply-customer-discount"])
async def test_s7_the_address_in_the_client_code_is_one_that_the_server_has(
    client: Client, at_stripe: AtStripe, path: str
):
    opened = await client.opened()
    answer = await client.done(path, {"checkout_session_id": opened["id"], "code": "WELCOME10"})
    assert (answer["amount_discount"], answer["amount_total"]) == (180, 2120)
    assert at_stripe(opened["id"]).amount_total == 2120


async def test_s8_the_client_sends_no_discounts_and_gets_what_is_due(client: Client):
    opened = await client.opened("gooseneck-kettle")
    for discounts in ({}, {"discounts": None}):
        answer = await client.done("/update-discounts", {"checkout_session_id": opened["id"], **discounts})
        assert (answer["amount_discount"], answer["amount_total"]) == (1290, 12110)


async def test_s8_what_the_client_says_of_its_discounts_is_not_believed(client: Client, at_stripe: AtStripe):
    opened = await client.opened("gooseneck-kettle")
    wished = [{"coupon_data": {"name": "Mine", "amount_off": 10_000, "currency": "usd"}}]
    for _ in range(2):
        answer = await client.done("/update-discounts", {"checkout_session_id": opened["id"], "discounts": wished})
        assert answer["amount_total"] == 12110, "and computed from the goods, so that it doesn't drift"
    assert at_stripe(opened["id"]).amount_total == 12110
    two = {"checkout_session_id": opened["id"], "discounts": wished * 2}
    assert refusal(await client.post("/update-discounts", two)) == (400, "malformed")


@pytest.mark.parametrize("none", ["", []])
async def test_s8_no_discounts_take_the_code_off(client: Client, at_stripe: AtStripe, none: Any):
    opened = await client.opened()
    which = {"checkout_session_id": opened["id"]}
    await client.done("/update-discounts", which | {"code": "WELCOME10"})
    assert (await client.done("/update-discounts", which | {"discounts": none}))["amount_discount"] == 0
    assert at_stripe(opened["id"]).amount_total == 2300


async def test_s11_express_is_a_shipping_option_and_stays_chosen(client: Client, at_stripe: AtStripe):
    opened = await client.opened()
    await client.done("/api/checkout/choose-shipping", {"key": "express"})
    chosen = at_stripe(opened["id"]).shipping_cost
    await client.done("/update-custom-amount", add_gift_wrap(opened["id"]))
    session = at_stripe(opened["id"])
    assert items_of(session) == [("Yame Sencha", 1, 1800), ("Gift wrap", 1, 500)]
    assert chosen and session.shipping_cost
    assert (chosen.amount_total, session.shipping_cost.amount_total) == (1500, 1500)
    assert session.amount_total == 1800 + 500 + 1500
