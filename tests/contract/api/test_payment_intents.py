"""The endpoints where a Payment Intent is paid instead of a session."""

from typing import Any

import pytest

from tests.contract.api.conftest import Client, MakeClient, refusal
from tests.contract.sandbox.conftest import Account

Body = dict[str, Any]


async def opened(client: Client) -> dict[str, Any]:
    await client.done("/api/checkout/add-product", {"slug": "yame-sencha"})
    await client.done("/api/checkout/choose-flow", {"flow": "payment_intent"})
    return await client.done("/api/checkout/open")


def amount_of(account: Account, intent: dict[str, Any]) -> int:
    return account.client().v1.payment_intents.retrieve(intent["id"]).amount


async def test_each_change_moves_the_intent(client: Client, account: Account):
    intent = await opened(client)
    assert (intent["flow"], intent["amount_total"]) == ("payment_intent", 2300)
    await client.done("/api/checkout/set-add-on", {"key": "gift_wrap", "on": True})
    await client.done("/api/checkout/choose-shipping", {"key": "express"})
    answer = await client.done("/api/checkout/apply-code", {"code": "WELCOME10"})
    assert answer["amount_total"] == amount_of(account, intent) == 1800 + 500 + 1500 - 180


async def test_quantities_change_together_or_not_at_all(client: Client, account: Account):
    intent = await opened(client)
    which: Body = {"payment_intent_id": intent["id"]}
    tea, kettle = {"slug": "yame-sencha", "quantity": 2}, {"slug": "gooseneck-kettle", "quantity": 1}
    both = which | {"items": [tea, kettle]}
    refused = which | {"items": [tea, kettle | {"quantity": 11}]}
    assert refusal(await client.post("/update-payment-intent", refused)) == (422, "refused")
    assert amount_of(account, intent) == 2300
    answer = await client.done("/update-payment-intent", both)
    assert answer["amount"] == answer["amount_total"] == amount_of(account, intent) == 3600 + 12900 - 1650 + 500
    assert await client.done("/update-payment-intent", both) == answer, "twice is once"
    assert await client.done("/update-payment-intent", which) == answer, "without items nothing changes"


PROOFS: list[Body] = [{}, {"client_secret": "wrong"}]


@pytest.mark.parametrize("proof", PROOFS)
async def test_an_intent_is_its_shoppers_alone(client: Client, make_client: MakeClient, account: Account, proof: Body):
    intent = await opened(client)
    more: Body = {"items": [{"slug": "yame-sencha", "quantity": 2}]} | proof
    theirs = await make_client().post("/update-payment-intent", more | {"payment_intent_id": intent["id"]})
    nobodys = await make_client().post("/update-payment-intent", more | {"payment_intent_id": "pi_nobodys"})
    assert refusal(theirs) == refusal(nobodys) == (404, "not_found")
    assert theirs.content == nobodys.content
    assert amount_of(account, intent) == 2300


async def test_the_intents_client_secret_proves_it(client: Client, make_client: MakeClient, account: Account):
    intent = await opened(client)
    body = {
        "payment_intent_id": intent["id"],
        "client_secret": intent["client_secret"],
        "items": [{"slug": "yame-sencha", "quantity": 2}],
    }
    assert (await make_client().done("/update-payment-intent", body))["amount"] == 4100


async def test_a_session_is_no_intent(client: Client):
    session = await client.opened()
    response = await client.post("/update-payment-intent", {"payment_intent_id": session["id"]})
    assert refusal(response) == (404, "not_found")


async def test_a_confirmed_intent_keeps_its_amount(client: Client, account: Account):
    intent = await opened(client)
    account.client().v1.payment_intents.confirm(intent["id"], {"payment_method": "pm_card_visa"})
    more = {"payment_intent_id": intent["id"], "items": [{"slug": "yame-sencha", "quantity": 2}]}
    assert refusal(await client.post("/update-payment-intent", more)) == (409, "session_ended")
    assert amount_of(account, intent) == 2300
