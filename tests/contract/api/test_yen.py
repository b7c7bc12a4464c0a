"""A store in a currency without decimals, by the endpoints: whole yen in, whole yen at Stripe, in both flows."""

from dataclasses import replace

import pytest

from rxapp.checkout import services as running
from rxapp.checkout.services import Services
from rxapp.shop.catalog import CATALOG
from tests.contract.api.conftest import Client, refusal
from tests.contract.sandbox.conftest import Account


@pytest.fixture
def yen(store: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    catalog = CATALOG.model_copy(update={"currency": "jpy"})
    monkeypatch.setattr(running, "_current", replace(store, catalog=catalog))


@pytest.mark.usefixtures("yen")
@pytest.mark.parametrize("flow", ["checkout_session", "payment_intent"])
async def test_a_store_in_yen_charges_what_it_says(client: Client, account: Account, flow: str):
    await client.done("/api/checkout/add-product", {"slug": "yame-sencha"})
    await client.done("/api/checkout/choose-flow", {"flow": flow})
    opened = await client.done("/api/checkout/open")
    assert (opened["currency"], opened["amount_total"]) == ("jpy", 1800 + 500)
    assert (await client.done("/api/checkout/set-donation", {"typed": "¥400"}))["amount_total"] == 2700
    refused = await client.post("/api/checkout/set-donation", {"typed": "much"})
    assert refusal(refused) == (422, "refused")
    assert refused.json()["error"]["message"] == "Please write an amount, such as 500."
    answer = await client.done("/api/checkout/apply-code", {"code": "WELCOME10"})
    assert answer["amount_total"] == 2520
    seen = {"revision": answer["revision"], "amount": answer["amount_total"]}
    await client.done("/api/checkout/place", seen)
    stripe = account.client().v1
    if flow == "payment_intent":
        stripe.payment_intents.confirm(opened["id"], {"payment_method": "pm_card_visa"})
        intent = stripe.payment_intents.retrieve(opened["id"])
    else:
        account.control(f"pay/{opened['id']}", {"email": "anna@example.com"})
        intent = stripe.payment_intents.retrieve(str(stripe.checkout.sessions.retrieve(opened["id"]).payment_intent))
    assert (intent.amount_received, intent.currency) == (2520, "jpy")
    which = {"checkout_session_id": opened["id"]}
    assert (await client.done("/api/checkout/release", which))["status"] == "paid"
