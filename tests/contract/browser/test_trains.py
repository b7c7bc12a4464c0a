"""Stripe.js in its trains: each has the names of its published types, and a shopper can pay under them."""

from typing import Any, cast

import httpx
import pytest
import stripe
from stripe.checkout import Session

from . import sessions
from .shop_page import ShopPage

SCRIPTS = {"v3": "/v3/"} | {train: f"/{train}/stripe.js" for train in ("acacia", "basil", "clover", "dahlia", "endive")}
BEFORE_CLOVER, SINCE_DAHLIA = ("v3", "acacia", "basil"), ("dahlia", "endive")
# From the types of @stripe/stripe-js 5.10, 6.1, 7.9, 8.6, 9.17 and 10.2: what not all of them have.
NAMES = {
    "initCheckout": "v3 acacia basil clover",
    "initEmbeddedCheckout": "v3 acacia basil clover",
    "redirectToCheckout": "v3 acacia basil",
    "createSource": "v3 acacia basil clover",
    "retrieveSource": "v3 acacia basil clover",
    "initCheckoutElementsSdk": "dahlia endive",
    "initCheckoutFormSdk": "dahlia endive",
    "createEmbeddedCheckoutPage": "dahlia endive",
    "confirmBilliePayment": "basil clover dahlia endive",
    "confirmAmazonPaySetup": "dahlia endive",
    "confirmBlikSetup": "endive",
    "confirmPayByBankPayment": "endive",
}
# Older names say in the newer trains what took their place.
SAID = {
    "initCheckout": SINCE_DAHLIA,
    "initEmbeddedCheckout": SINCE_DAHLIA,
    "redirectToCheckout": ("clover", *SINCE_DAHLIA),
}
ALWAYS = (
    "elements confirmPayment confirmSetup confirmCardPayment retrievePaymentIntent retrieveSetupIntent "
    "createPaymentMethod createConfirmationToken createToken handleNextAction handleCardAction paymentRequest "
    "registerAppInfo confirmIdealPayment collectBankAccountForPayment verifyIdentity"
).split()

START = {
    "awaited": """async ([key, secret]) => {
        const { initCheckout } = Stripe(key);
        window.checkout = await initCheckout({ fetchClientSecret: async () => secret });
        window.actions = checkout;
        window.current = () => checkout.session();
    }""",
    "clover": """async ([key, secret]) => {
        window.checkout = Stripe(key).initCheckout({ clientSecret: secret });
        window.actions = (await checkout.loadActions()).actions;
        window.current = () => actions.getSession();
    }""",
    "elements": """async ([key, secret]) => {
        window.checkout = Stripe(key).initCheckoutElementsSdk({ clientSecret: Promise.resolve(secret) });
        window.actions = (await checkout.loadActions()).actions;
        window.current = () => actions.getSession();
    }""",
}
MOUNT = """(type) => {
    window.changes = [];
    checkout.on('change', (session) => changes.push(session.canConfirm));
    const { createElement, createPaymentElement } = checkout;
    (type === 'v3' ? createElement('payment') : createPaymentElement()).mount('#payment');
}"""
REFUSED = """async ([key, name]) => {
    try {
        await Stripe(key)[name]({});
    } catch (error) {
        return [error.name, error.message];
    }
}"""


def started(shop: ShopPage, train: str, session: Session) -> ShopPage:
    """A page of the train with a loaded checkout; the session in `current()`."""
    way = "clover" if train == "clover" else "awaited" if train in BEFORE_CLOVER else "elements"
    shop.open_plain(SCRIPTS[train])
    shop.run(START[way], [shop.key, session.client_secret])
    return shop


def total(shop: ShopPage) -> int:
    return shop.run("() => { const { total } = current().total; return total.minorUnitsAmount ?? total; }")


@pytest.mark.parametrize("train", SCRIPTS)
def test_a_train_has_the_names_and_the_version_of_its_types(shop: ShopPage, train: str) -> None:
    shop.open_plain(SCRIPTS[train])
    assert shop.run("() => Stripe.version") == (3 if train == "v3" else train)
    names = set(shop.run("(key) => Object.keys(Stripe(key))", shop.key))
    assert names >= set(ALWAYS)
    expected = {name for name, trains in NAMES.items() if train in trains.split() or train in SAID.get(name, ())}
    assert names & set(NAMES) == expected


@pytest.mark.parametrize("train", SCRIPTS)
def test_what_is_not_here_says_so_at_the_call(shop: ShopPage, train: str) -> None:
    shop.open_plain(SCRIPTS[train])
    missing = ["confirmIdealPayment", "createToken", "paymentRequest", "verifyIdentity"]
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


ACTIONS = {
    "validateElements": "dahlia endive",
    "addOptionalLineItem": "dahlia endive",
    "removeOptionalLineItem": "dahlia endive",
    "updateIndividualName": "endive",
    "updateBusinessName": "endive",
    "applyPromotionCode": "v3 acacia basil clover dahlia endive",
    "updateLineItemQuantity": "v3 acacia basil clover dahlia endive",
}
SHOWN = {
    "optionalItems": "dahlia endive",
    "nameCollection": "endive",
    "confirmationRequirements": "v3",
    "minorUnitsAmountDivisor": "acacia basil clover dahlia endive",
    "lineItems": "v3 acacia basil clover dahlia endive",
}
OF_AN_ITEM = {
    "priceId": "dahlia endive",
    "amountSubtotal": "v3",
    "subtotal": "acacia basil clover dahlia endive",
    "unitAmount": "v3 acacia basil clover dahlia endive",
}


@pytest.mark.parametrize("train", SCRIPTS)
def test_actions_and_sessions_have_the_names_of_the_train(
    shop: ShopPage, client: stripe.StripeClient, train: str
) -> None:
    started(shop, train, sessions.create(client))
    for table, there in (
        (ACTIONS, "Object.keys(actions)"),
        (SHOWN, "Object.keys(current())"),
        (OF_AN_ITEM, "Object.keys(current().lineItems[0])"),
    ):
        names = set(shop.run(f"() => {there}"))
        assert names & set(table) == {name for name, trains in table.items() if train in trains.split()}


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
