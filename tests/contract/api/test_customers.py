"""Signing in while the checkout is open: the session or the intent gets the Stripe Customer, and the order has them."""

from typing import Any

import pytest
import stripe
from sqlalchemy import text

from rxapp.checkout.services import Services
from tests.contract.api.conftest import Client, MakeClient, refusal
from tests.contract.sandbox.conftest import Account

Payment = stripe.checkout.Session | stripe.PaymentIntent


@pytest.fixture(params=["checkout_session", "payment_intent"])
async def opened(request: pytest.FixtureRequest, client: Client) -> dict[str, Any]:
    """A guest in front of the payment form, in each flow: tea, 18.00, and 5.00 for shipping."""
    await client.done("/api/checkout/add-product", {"slug": "yame-sencha"})
    await client.done("/api/checkout/choose-flow", {"flow": request.param})
    return await client.done("/api/checkout/open")


async def sign_in(client: Client, member: str) -> dict[str, Any]:
    return await client.done("/api/checkout/sign-in", {"member": member})


def at_stripe(account: Account, id: str) -> Payment:
    v1 = account.client().v1
    return v1.payment_intents.retrieve(id) if id.startswith("pi_") else v1.checkout.sessions.retrieve(id)


def customers(account: Account) -> list[stripe.Customer]:
    return account.client().v1.customers.list().data


async def test_the_open_payment_is_given_to_the_customer(client: Client, account: Account, opened: dict[str, Any]):
    assert at_stripe(account, opened["id"]).customer is None
    answer = await sign_in(client, "gold")
    # Gold takes 1.80 off, and their credit the rest of the goods.
    assert (answer["id"], answer["amount_total"]) == (opened["id"], 500)
    [gold] = customers(account)
    assert at_stripe(account, opened["id"]).customer == gold.id
    assert (gold.name, gold.email) == ("Gold member", "gold@example.com")
    assert gold.metadata and gold.metadata["member"] == "gold"


async def test_further_changes_leave_the_customer(client: Client, account: Account, opened: dict[str, Any]):
    await sign_in(client, "silver")
    answer = await client.done("/api/checkout/set-add-on", {"key": "gift_wrap", "on": True})
    assert (answer["id"], answer["amount_total"]) == (opened["id"], 1710 + 500 + 500)
    assert at_stripe(account, opened["id"]).customer == customers(account)[0].id


@pytest.mark.parametrize("then", ["", "silver"])
async def test_nobody_else_pays_what_was_a_customers(
    client: Client, account: Account, opened: dict[str, Any], then: str
):
    await sign_in(client, "gold")
    assert (await sign_in(client, then))["id"] is None
    assert at_stripe(account, opened["id"]).status in ("expired", "canceled")
    again = await client.done("/api/checkout/open")
    assert again["id"] != opened["id"]
    whose = {customer.id: customer.email for customer in customers(account)}
    payment = at_stripe(account, again["id"])
    assert (payment.customer and whose[str(payment.customer)]) == ("silver@example.com" if then else None)
    assert again["amount_total"] == (1710 if then else 1800) + 500


async def test_whoever_comes_back_is_the_same_customer(client: Client, account: Account, opened: dict[str, Any]):
    for member in ("gold", "", "gold", "silver", "gold"):
        await sign_in(client, member)
        await client.done("/api/checkout/open")
    found = customers(account)
    assert sorted(str(customer.email) for customer in found) == ["gold@example.com", "silver@example.com"]
    paying = at_stripe(account, (await client.get("/api/checkout")).json()["id"])
    assert [customer.email for customer in found if customer.id == paying.customer] == ["gold@example.com"]


async def test_each_shopper_is_a_customer_of_their_own(client: Client, make_client: MakeClient, account: Account):
    for each in (client, make_client()):
        await each.opened()
        await sign_in(each, "gold")
    assert len(customers(account)) == 2


async def test_the_order_has_the_customer(client: Client, account: Account, store: Services, opened: dict[str, Any]):
    seen = await sign_in(client, "silver")
    await client.done("/api/checkout/place", {"revision": seen["revision"], "amount": seen["amount_total"]})
    if opened["id"].startswith("pi_"):
        account.client().v1.payment_intents.confirm(opened["id"], {"payment_method": "pm_card_visa"})
    else:
        account.control(f"pay/{opened['id']}")
    released = await client.done("/api/checkout/release", {"checkout_session_id": opened["id"]})
    assert released["status"] == "paid"
    [silver] = customers(account)
    orders = await store.ledger.database.run(
        lambda session: session.execute(text("SELECT customer_id, flag FROM orders")).all()
    )
    assert orders == [(silver.id, None)]


async def test_an_account_without_the_preview_gets_a_session_of_the_customers_own(client: Client, account: Account):
    opened = await client.opened()
    account.control("faults", {"kind": "no_preview", "times": None})
    assert (await sign_in(client, "gold"))["id"] is None
    assert at_stripe(account, opened["id"]).status == "expired"
    again = await client.done("/api/checkout/open")
    assert at_stripe(account, again["id"]).customer == customers(account)[0].id
    assert again["amount_total"] == 500


@pytest.mark.parametrize("path", ["/v1/customers", "/v1/checkout/sessions/*"])
async def test_a_lost_answer_that_is_asked_for_again_makes_nothing_twice(client: Client, account: Account, path: str):
    opened = await client.opened()
    account.control("faults", {"kind": "answer_lost", "path": path, "times": 3})
    response = await client.post("/api/checkout/sign-in", {"member": "gold"})
    if response.status_code != 200:
        assert refusal(response) == (503, "payment_service_unavailable")
    account.control("faults", method="DELETE")
    assert "answer_lost" in [call["fault"] for call in account.look("requests")]
    answer = await client.done("/api/checkout/sync")
    assert len(account.client().v1.checkout.sessions.list().data) == 1
    assert (answer["id"], answer["synced_revision"]) == (opened["id"], answer["revision"])
    [gold] = customers(account)
    assert at_stripe(account, opened["id"]).customer == gold.id


async def test_while_no_customer_can_be_made_nothing_can_be_paid(client: Client, account: Account):
    await client.opened()
    account.control("faults", {"kind": "server_error", "path": "/v1/customers", "times": None, "should_retry": False})
    response = await client.post("/api/checkout/sign-in", {"member": "gold"})
    assert refusal(response) == (503, "payment_service_unavailable")
    now = (await client.get("/api/checkout")).json()
    seen = {"revision": now["revision"], "amount": now["amount_total"]}
    assert refusal(await client.post("/api/checkout/place", seen)) == (409, "changed_meanwhile")
    account.control("faults", method="DELETE")
    await client.done("/api/checkout/sync")
    assert (await client.done("/api/checkout/place", seen))["status"] == "placing"
