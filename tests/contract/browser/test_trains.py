"""Stripe.js in its trains: each has the names of its published types, and a shopper can pay under them."""

from typing import Any, cast

import httpx
import pytest
import stripe

from . import sessions
from .shop_page import ShopPage
from .trains import MOUNT, SAID, SCRIPTS, SINCE_DAHLIA, started

ALWAYS_MISSING = ("confirmIdealPayment", "createToken", "verifyIdentity")
REFUSED = """async ([key, name]) => {
    try {
        await Stripe(key)[name]({});
    } catch (error) {
        return [error.name, error.message];
    }
}"""


def total(shop: ShopPage) -> int:
    return shop.run("() => { const { total } = current().total; return total.minorUnitsAmount ?? total; }")


@pytest.mark.parametrize("train", SCRIPTS)
def test_a_train_says_its_name(shop: ShopPage, train: str) -> None:
    shop.open_plain(SCRIPTS[train])
    assert shop.run("() => Stripe.version") == (3 if train == "v3" else train)


@pytest.mark.parametrize("train", SCRIPTS)
def test_what_is_not_here_says_so_at_the_call(shop: ShopPage, train: str) -> None:
    shop.open_plain(SCRIPTS[train])
    missing = [*ALWAYS_MISSING]
    missing += [name for name, trains in SAID.items() if train in trains]
    missing += ["initCheckoutFormSdk"] if train in SINCE_DAHLIA else []
    for name in missing:
        kind, message = shop.run(REFUSED, [shop.key, name])
        assert kind == "IntegrationError" and f"{name}()" in message and message.endswith(".")
    assert shop.errors == []


@pytest.mark.parametrize("train", SCRIPTS)
def test_a_shopper_pays_what_the_server_changed(shop: ShopPage, client: stripe.StripeClient, train: str) -> None:
    session = sessions.create(client)
    started(shop, train, session)
    shop.offer("addGiftWrap", lambda: sessions.add_gift_wrap(client, session))
    shop.run(MOUNT, train)
    assert total(shop) == 4000
    result = shop.run("() => actions.runServerUpdate(() => addGiftWrap())")
    shown = result["success" if train in ("v3", "acacia") else "session"]["total"]["total"]
    assert result["type"] == "success"
    assert (shown if train == "v3" else shown["minorUnitsAmount"]) == total(shop) == 4500
    shop.type_card()
    shop.page.wait_for_function("() => current().canConfirm")
    assert shop.run("() => actions.confirm({ redirect: 'if_required' })")["type"] == "success"
    assert shop.run("() => current().status") == {"type": "complete", "paymentStatus": "paid"}
    assert client.v1.checkout.sessions.retrieve(session.id).amount_total == 4500
    assert shop.errors == [] and shop.run("() => changes.length") > 0


def test_the_page_of_discounts_in_the_browser(
    shop: ShopPage, local_stripe: str, client: stripe.StripeClient, preview_client: stripe.StripeClient
) -> None:
    params: dict[str, Any] = {
        "ui_mode": "custom", "mode": "payment", "permissions": {"update_discounts": "server_only"},
        "line_items": [{"price_data": {"currency": "usd", "unit_amount": 15000, "product_data": {"name": "Kettle"}},
                        "quantity": 1}],
        "return_url": "https://example.com/return",
    }  # fmt: skip
    session = preview_client.v1.checkout.sessions.create(cast(Any, params))
    started(shop, "basil", session)

    def apply(body: str) -> None:
        id = httpx.Response(200, content=body).json()["checkout_session_id"]
        data = {"name": "Customer Discount", "amount_off": 1500, "currency": "usd"}
        preview_client.v1.checkout.sessions.update(id, cast(Any, {"discounts": [{"coupon_data": data}]}))

    shop.offer("applyCustomerDiscount", apply)
    response = shop.run("""async () => {
        const updateCheckout = () => {
            return applyCustomerDiscount(JSON.stringify({ checkout_session_id: checkout.session().id }));
        };
        return checkout.runServerUpdate(updateCheckout);
    }""")
    assert response["type"] == "success"
    assert total(shop) == 13500


def test_ways_to_pay_could_be_given_to_elements_before_endive(shop: ShopPage) -> None:
    script = """(key) => {
        try {
            Stripe(key).elements({ mode: 'payment', amount: 900, currency: 'usd', paymentMethodTypes: ['card'] });
        } catch (error) {
            return error.message;
        }
    }"""
    shop.open_plain(SCRIPTS["dahlia"])
    assert shop.run(script, shop.key) is None
    shop.open_plain(SCRIPTS["endive"])
    assert "allowedPaymentMethodTypes" in shop.run(script, shop.key)


def test_the_bank_asks_where_a_server_has_confirmed(shop: ShopPage, client: stripe.StripeClient) -> None:
    paying: Any = {
        "payment_method": "pm_card_authenticationRequired",
        "confirm": True,
        "return_url": "https://shop.example",
    }
    shop.open_plain()
    for answer, status in (("Complete", "succeeded"), ("Fail", "requires_payment_method")):
        given: Any = {"amount": 900, "currency": "usd", **paying}
        intent = client.v1.payment_intents.create(given)
        shop.run("([key, clientSecret]) => { window.asked = Stripe(key).handleNextAction({ clientSecret }) }",
                 [shop.key, intent.client_secret])  # fmt: skip
        shop.bank.get_by_role("button", name=answer).click()
        result = shop.run("() => window.asked")
        found = result.get("paymentIntent") or result["error"]["payment_intent"]
        assert (found["id"], found["status"]) == (intent.id, status)
