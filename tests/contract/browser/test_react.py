"""Stripe's React package, unmodified, on the local Stripe: every element and every action of theirs."""

from typing import Any

import stripe
from playwright.sync_api import expect

from . import sessions
from .sessions import ADDRESS
from .shop_page import OpenShop, ShopPage, call, session_of

Client = stripe.StripeClient


def test_every_element_mounts(open_shop: OpenShop, client: Client) -> None:
    kinds = [
        "payment", "billingAddress", "shippingAddress", "contactDetails",
        "expressCheckout", "currencySelector", "terms", "linkSignup",
    ]  # fmt: skip
    session = sessions.create(client, shipping_address_collection={"allowed_countries": ["US", "CA"]})
    shop = open_shop(session, elements=",".join([*kinds, "taxId"]))
    ready = "() => window.events.filter(([, name]) => name === 'ready').map(([kind]) => kind).sort()"
    shop.page.wait_for_function(f"() => ({ready})().length === {len(kinds)}")
    assert shop.run(ready) == sorted(kinds)
    shop.page.wait_for_function("() => window.events.some(([, name]) => name === 'loaderror')")
    [failed] = shop.run("() => window.events.filter(([, name]) => name === 'loaderror')")
    assert failed[0] == "taxId"
    assert "updateTaxIdInfo" in failed[2]
    for frame in shop.page.locator("iframe").all():
        assert frame.get_attribute("sandbox") == "allow-scripts allow-forms"
    assert shop.page.locator("iframe").count() == 4
    assert shop.errors == []


def test_a_session_that_does_not_exist_is_an_error(shop: ShopPage) -> None:
    shop.open_react("cs_test_none_secret_none")
    expect(shop.page.get_by_role("alert")).to_contain_text("No such")


def test_server_update_refreshes_the_total_and_keeps_the_card(open_shop: OpenShop, client: Client) -> None:
    session = sessions.create(client)
    shop = open_shop(session)
    shop.offer("addGiftWrap", lambda: sessions.add_gift_wrap(client, session))
    shop.type_card()
    expect(shop.page.get_by_role("button", name="Pay $40.00")).to_be_enabled()
    shop.run("() => { window.history_ = []; }")

    result = shop.run("() => window.checkout.runServerUpdate(() => window.addGiftWrap())")

    assert result["type"] == "success"
    assert result["session"]["total"]["total"] == {"minorUnitsAmount": 4500, "amount": "$45.00"}
    expect(shop.page.get_by_role("button", name="Pay $45.00")).to_be_enabled()
    assert shop.run("() => window.history_") == [False, True]
    expect(shop.payment.get_by_label("Card number")).to_have_value("4242 4242 4242 4242")
    expect(shop.payment.get_by_label("Security code")).to_have_value("123")
    assert shop.errors == []


def test_server_updates_are_queued(open_shop: OpenShop, client: Client) -> None:
    shop = open_shop(sessions.create(client))
    order = shop.run("""async () => {
        const seen = [];
        const update = (name) => window.checkout.runServerUpdate(async () => {
            seen.push(`${name} starts`);
            await fetch('/v3/');
            seen.push(`${name} ends`);
        });
        await Promise.all([update('first'), update('second')]);
        return seen;
    }""")
    assert order == ["first starts", "first ends", "second starts", "second ends"]


def test_server_update_that_the_shop_refuses_rejects_and_reads_nothing_again(
    open_shop: OpenShop, client: Client
) -> None:
    shop = open_shop(sessions.create(client))
    requests: list[str] = []
    shop.page.on("request", lambda request: requests.append(request.url))
    message = shop.run("""async () => {
        const refusal = new Error('Gift wrap is sold out.');
        try {
            await window.checkout.runServerUpdate(() => Promise.reject(refusal));
        } catch (error) {
            return error === refusal && error.message;
        }
    }""")
    assert message == "Gift wrap is sold out."
    assert [url for url in requests if "/v1/" in url] == []


def test_server_update_that_takes_too_long_rejects(open_shop: OpenShop, client: Client) -> None:
    session = sessions.create(client)
    open_shop.shop.page.clock.install()
    shop = open_shop(session)
    shop.run("() => { window.late = window.checkout.runServerUpdate(() => new Promise(() => {})).catch(String); }")
    shop.page.clock.fast_forward(19_000)
    assert shop.run("() => Promise.race([window.late, 'waiting'])") == "waiting"
    shop.page.clock.fast_forward(1_100)
    assert "20 seconds" in shop.run("() => window.late")


def test_server_update_that_cannot_be_read_again_is_an_error(open_shop: OpenShop, client: Client) -> None:
    shop = open_shop(sessions.create(client))
    shop.page.route("**/init", lambda route: route.abort())
    result = shop.run("() => window.checkout.runServerUpdate(async () => {})")
    assert result["type"] == "error"
    assert result["error"]["code"] is None


def test_server_update_takes_a_function(open_shop: OpenShop, client: Client) -> None:
    shop = open_shop(sessions.create(client))
    assert call(shop, "runServerUpdate", "not a function")["rejected"]["name"] == "IntegrationError"


def test_promotion_codes(open_shop: OpenShop, client: Client) -> None:
    sessions.promotion_code(client, "TEA10")
    sessions.promotion_code(client, "BIG", restrictions={"minimum_amount": 9000, "minimum_amount_currency": "usd"})
    shop = open_shop(sessions.create(client, allow_promotion_codes=True))

    assert call(shop, "applyPromotionCode", "NONE")["error"]["code"] == "invalidCode"
    assert call(shop, "applyPromotionCode", "BIG")["error"]["code"] == "promotionCodeAmountInsufficient"
    applied = call(shop, "applyPromotionCode", "tea10")
    assert applied["session"]["total"]["total"]["minorUnitsAmount"] == 3600
    assert applied["session"]["discountAmounts"][0]["promotionCode"] == "TEA10"
    removed = call(shop, "removePromotionCode")
    assert removed["session"]["total"]["total"]["minorUnitsAmount"] == 4000
    assert removed["session"]["discountAmounts"] is None


def test_what_only_the_server_may_change(open_shop: OpenShop, preview_client: Client) -> None:
    permissions = {
        "update_discounts": "server_only",
        "update_line_items": "server_only",
        "update_shipping_details": "server_only",
    }
    countries = {"allowed_countries": ["US"]}
    shop = open_shop(
        sessions.create(preview_client, permissions=permissions, shipping_address_collection=countries),
        elements="shippingAddress",
    )
    [line_item] = session_of(shop)["lineItems"]
    quantity = {"lineItem": line_item["id"], "quantity": 2}
    refused = [
        call(shop, "applyPromotionCode", "TEA10"),
        call(shop, "removePromotionCode"),
        call(shop, "updateLineItemQuantity", quantity),
        call(shop, "addOptionalLineItem", "price_1"),
        call(shop, "removeOptionalLineItem", "price_1"),
        call(shop, "updateShippingAddress", ADDRESS),
    ]
    assert {result["rejected"]["name"] for result in refused} == {"IntegrationError"}
    assert all("server_only" in result["rejected"]["message"] for result in refused)


def test_addresses(open_shop: OpenShop, client: Client) -> None:
    shop = open_shop(sessions.create(client, shipping_address_collection={"allowed_countries": ["US"]}))
    for action, field in (("updateShippingAddress", "shippingAddress"), ("updateBillingAddress", "billingAddress")):
        assert call(shop, action, ADDRESS)["session"][field] == ADDRESS
        assert call(shop, action, None)["session"][field] is None
    elsewhere = ADDRESS | {"address": ADDRESS["address"] | {"country": "FR"}}
    refused = call(shop, "updateShippingAddress", elsewhere)
    assert refused["type"] == "error"
    assert refused["error"]["code"] is None


def test_a_page_of_another_origin_need_not_ask_first_whether_it_may_call(open_shop: OpenShop, client: Client) -> None:
    shop = open_shop(sessions.create(client, customer_email=None))
    with shop.page.expect_request("**/v1/payment_pages/*") as asked:
        call(shop, "updateEmail", "ada@example.com")
    simple = ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data")
    assert asked.value.headers["content-type"].startswith(simple)
    assert not {"authorization", "stripe-version", "idempotency-key"} & asked.value.headers.keys()


def test_email(open_shop: OpenShop, client: Client) -> None:
    shop = open_shop(sessions.create(client, customer_email=None))
    assert call(shop, "updateEmail", "ada@example.com")["session"]["email"] == "ada@example.com"
    assert call(shop, "updateEmail", "ada@")["error"]["code"] == "incompleteEmail"
    assert call(shop, "updateEmail", "ada love@example.com")["error"]["code"] == "invalidEmail"
    assert session_of(shop)["email"] == "ada@example.com"
    assert call(shop, "updateEmail", None)["session"]["email"] is None


def test_phone_number_and_names(open_shop: OpenShop, client: Client) -> None:
    shop = open_shop(sessions.create(client))
    assert call(shop, "updatePhoneNumber", "+18005550100")["session"]["phoneNumber"] == "+18005550100"
    assert call(shop, "updateIndividualName", "Ada")["session"]["nameCollection"]["individualName"] == "Ada"
    assert call(shop, "updateBusinessName", "Engines")["session"]["nameCollection"]["businessName"] == "Engines"


def test_quantity(open_shop: OpenShop, client: Client) -> None:
    item = sessions.TEA | {"adjustable_quantity": {"enabled": True, "maximum": 3}}
    shop = open_shop(sessions.create(client, line_items=[item]))
    [line_item] = session_of(shop)["lineItems"]
    changed = call(shop, "updateLineItemQuantity", {"lineItem": line_item["id"], "quantity": 3})
    assert changed["session"]["lineItems"][0]["quantity"] == 3
    assert changed["session"]["total"]["total"]["minorUnitsAmount"] == 12000
    refused = call(shop, "updateLineItemQuantity", {"lineItem": line_item["id"], "quantity": 4})
    assert refused["error"]["code"] is None


def test_shipping_option(open_shop: OpenShop, client: Client) -> None:
    options = [sessions.shipping_option("Standard", 500), sessions.shipping_option("Express", 1500)]
    shop = open_shop(sessions.create(client, shipping_options=options))
    standard, express = session_of(shop)["shippingOptions"]
    assert session_of(shop)["shipping"]["shippingOption"]["id"] == standard["id"]
    chosen = call(shop, "updateShippingOption", express["id"])
    assert chosen["session"]["shipping"]["shippingOption"]["displayName"] == "Express"
    assert chosen["session"]["total"]["total"]["minorUnitsAmount"] == 5500
    assert call(shop, "updateShippingOption", "shr_none")["error"]["code"] is None


def test_tax_id(open_shop: OpenShop, client: Client) -> None:
    shop = open_shop(sessions.create(client, tax_id_collection={"enabled": True}))
    info = {"taxId": {"type": "eu_vat", "value": "DE123456789"}, "businessName": "Engines"}
    assert call(shop, "updateTaxIdInfo", info)["session"]["taxIdInfo"] == info
    empty = {"taxId": {"type": "eu_vat", "value": ""}, "businessName": "Engines"}
    assert call(shop, "updateTaxIdInfo", empty)["error"]["code"] == "invalidTaxId"
    assert call(shop, "updateTaxIdInfo", None)["session"]["taxIdInfo"] is None


def test_optional_items(open_shop: OpenShop, client: Client, preview_client: Client) -> None:
    price = client.v1.prices.create({"currency": "usd", "unit_amount": 6000, "product_data": {"name": "Kettle"}}).id
    restrictions = {"minimum_amount": 9000, "minimum_amount_currency": "usd"}
    sessions.promotion_code(client, "BIG", restrictions=restrictions)
    shop = open_shop(
        sessions.create(preview_client, allow_promotion_codes=True, optional_items=[{"price": price, "quantity": 1}])
    )
    assert call(shop, "addOptionalLineItem", price)["session"]["total"]["total"]["minorUnitsAmount"] == 10000
    assert call(shop, "applyPromotionCode", "BIG")["type"] == "success"
    refused = call(shop, "removeOptionalLineItem", price)["error"]
    assert refused["code"] == "promotionCodeAmountInsufficient"
    assert refused["promotionCodeAmountInsufficient"] == {"minimumAmount": 9000, "minimumAmountCurrency": "usd"}
    call(shop, "removePromotionCode")
    assert call(shop, "removeOptionalLineItem", price)["session"]["total"]["total"]["minorUnitsAmount"] == 4000
    assert call(shop, "addOptionalLineItem", "price_none")["error"]["code"] is None


def test_a_coupon_keeps_the_optional_item_it_applies_to(
    open_shop: OpenShop, client: Client, preview_client: Client
) -> None:
    price = client.v1.prices.create({"currency": "usd", "unit_amount": 6000, "product_data": {"name": "Kettle"}})
    coupon = client.v1.coupons.create(
        {"percent_off": 10, "duration": "once", "applies_to": {"products": [str(price.product)]}}
    )
    promotion: Any = {"promotion": {"type": "coupon", "coupon": coupon.id}, "code": "KETTLE"}
    client.v1.promotion_codes.create(promotion)
    items = [{"price": price.id, "quantity": 1}]
    shop = open_shop(sessions.create(preview_client, allow_promotion_codes=True, optional_items=items))
    call(shop, "addOptionalLineItem", price.id)
    assert call(shop, "applyPromotionCode", "KETTLE")["type"] == "success"
    assert call(shop, "removeOptionalLineItem", price.id)["error"]["code"] == "couponAppliesToNothing"
