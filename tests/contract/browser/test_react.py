"""Stripe's React package, unmodified, on the local Stripe: every action and every error of theirs."""

from typing import Any

import pytest
import stripe
from playwright.sync_api import expect
from stripe.checkout import Session

from . import sessions
from .shop_page import ShopPage

ADDRESS = {
    "name": "Ada Lovelace",
    "address": {
        "country": "US",
        "line1": "1 Main St",
        "line2": None,
        "city": "Honolulu",
        "state": "HI",
        "postal_code": "96813",
    },
}

Client = stripe.StripeClient


def call(shop: ShopPage, action: str, *arguments: Any) -> Any:
    """The result of an action of the hook's value; a rejection as {rejected: {name, message}}."""
    script = """async ([action, given]) => {
        try {
            return await window.checkout[action](...given);
        } catch (error) {
            return { rejected: { name: error.name, message: error.message } };
        }
    }"""
    return shop.run(script, [action, list(arguments)])


def session_of(shop: ShopPage) -> Any:
    """The session's part of the hook's value."""
    return shop.run("() => JSON.parse(JSON.stringify(window.checkout))")


class OpenShop:
    """Opens the page on a session, and waits until it is loaded."""

    def __init__(self, shop: ShopPage) -> None:
        self.shop = shop

    def __call__(self, session: Session, **options: str) -> ShopPage:
        self.shop.open_react(session.client_secret, **options)
        self.shop.page.get_by_label("Total").wait_for()
        self.shop.page.wait_for_function("() => window.checkout")
        return self.shop


@pytest.fixture
def open_shop(shop: ShopPage) -> OpenShop:
    return OpenShop(shop)


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


def test_promotion_codes_need_a_session_that_takes_them(open_shop: OpenShop, client: Client) -> None:
    shop = open_shop(sessions.create(client))
    assert "allow_promotion_codes" in call(shop, "applyPromotionCode", "TEA10")["rejected"]["message"]


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


def test_optional_items(open_shop: OpenShop, preview_client: Client) -> None:
    price = preview_client.v1.prices.create(
        {"currency": "usd", "unit_amount": 6000, "product_data": {"name": "Kettle"}}
    ).id
    restrictions = {"minimum_amount": 9000, "minimum_amount_currency": "usd"}
    sessions.promotion_code(preview_client, "BIG", restrictions=restrictions)
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


def test_a_coupon_keeps_the_optional_item_it_applies_to(open_shop: OpenShop, preview_client: Client) -> None:
    price = preview_client.v1.prices.create(
        {"currency": "usd", "unit_amount": 6000, "product_data": {"name": "Kettle"}}
    )
    coupon = preview_client.v1.coupons.create(
        {"percent_off": 10, "duration": "once", "applies_to": {"products": [str(price.product)]}}
    )
    promotion: Any = {"promotion": {"type": "coupon", "coupon": coupon.id}, "code": "KETTLE"}
    preview_client.v1.promotion_codes.create(promotion)
    items = [{"price": price.id, "quantity": 1}]
    shop = open_shop(sessions.create(preview_client, allow_promotion_codes=True, optional_items=items))
    call(shop, "addOptionalLineItem", price.id)
    assert call(shop, "applyPromotionCode", "KETTLE")["type"] == "success"
    assert call(shop, "removeOptionalLineItem", price.id)["error"]["code"] == "couponAppliesToNothing"


def test_validation_names_the_elements(open_shop: OpenShop, client: Client) -> None:
    shop = open_shop(sessions.create(client, customer_email=None), elements="payment,contactDetails")
    shop.payment.get_by_label("Card number").wait_for()
    shop.email.get_by_label("Email").wait_for()
    result = call(shop, "validateElements")["error"]
    assert result["code"] == "validation_error"
    assert {problem["element"] for problem in result["validation_errors"]} == {"payment", "contactDetails"}
    expect(shop.email.get_by_text("Your email is incomplete.")).to_be_visible()
    shop.type_card()
    shop.email.get_by_label("Email").fill("ada@example.com")
    assert call(shop, "validateElements")["type"] == "success"


def test_validation_needs_elements(open_shop: OpenShop, client: Client) -> None:
    shop = open_shop(sessions.create(client), elements="terms")
    assert call(shop, "validateElements")["error"]["code"] == "no_elements"


def test_confirm_pays_and_goes_to_exactly_the_return_url(open_shop: OpenShop, client: Client) -> None:
    session = sessions.create(client, return_url=open_shop.shop.url("done?session={CHECKOUT_SESSION_ID}#top"))
    shop = open_shop(session)
    shop.type_card()
    shop.page.get_by_role("button", name="Pay $40.00").click()
    shop.page.wait_for_url(shop.url(f"done?session={session.id}#top"))
    paid = client.v1.checkout.sessions.retrieve(session.id)
    assert (paid.status, paid.payment_status) == ("complete", "paid")


def test_confirm_if_required_stays(open_shop: OpenShop, client: Client) -> None:
    shop = open_shop(sessions.create(client, customer_email=None))
    shop.type_card()
    assert "email" in call(shop, "confirm", {"redirect": "if_required"})["error"]["message"]
    result = call(shop, "confirm", {"redirect": "if_required", "email": "ada@example.com"})
    assert result["session"]["status"] == {"type": "complete", "paymentStatus": "paid"}
    assert result["session"]["canConfirm"] is False
    assert call(shop, "updateEmail", None)["rejected"]["message"]


def test_confirm_with_a_return_url_of_its_own(open_shop: OpenShop, client: Client) -> None:
    shop = open_shop(sessions.create(client))
    id = session_of(shop)["id"]
    shop.type_card()
    shop.run("(url) => void window.checkout.confirm({ returnUrl: url })", shop.url("done?{CHECKOUT_SESSION_ID}"))
    shop.page.wait_for_url(shop.url(f"done?{id}"))


def test_confirm_wants_one_return_url(open_shop: OpenShop, client: Client) -> None:
    shop = open_shop(sessions.create(client))
    assert "returnUrl" in call(shop, "confirm")["rejected"]["message"]
    shop = open_shop(sessions.create(client, return_url=shop.url("done")))
    assert "return_url" in call(shop, "confirm", {"returnUrl": shop.url("done")})["rejected"]["message"]


def test_confirm_while_details_are_incomplete(open_shop: OpenShop, client: Client) -> None:
    shop = open_shop(sessions.create(client))
    shop.payment.get_by_label("Card number").wait_for()
    result = call(shop, "confirm", {"redirect": "if_required"})
    assert result == {"type": "error", "error": {"message": "Your card number is incomplete.", "code": None}}
    expect(shop.payment.get_by_text("Your card number is incomplete.")).to_be_visible()
    expect(shop.payment.get_by_label("Card number")).to_be_focused()


def test_confirm_while_an_update_runs(open_shop: OpenShop, client: Client) -> None:
    shop = open_shop(sessions.create(client))
    shop.type_card()
    shop.page.wait_for_function("() => window.checkout.canConfirm")
    shop.run(
        "() => { window.update = window.checkout.runServerUpdate(() => new Promise((end) => { window.end = end; })); }"
    )
    result = call(shop, "confirm", {"redirect": "if_required"})
    assert result["type"] == "error"
    assert result["error"]["code"] is None
    shop.run("() => { window.end(); return window.update.then(() => null); }")
    assert call(shop, "confirm", {"redirect": "if_required"})["type"] == "success"


def test_confirm_refuses_an_amount_that_nobody_saw(open_shop: OpenShop, client: Client) -> None:
    session = sessions.create(client)
    shop = open_shop(session)
    shop.type_card()
    sessions.add_gift_wrap(client, session)
    result = call(shop, "confirm", {"redirect": "if_required"})
    assert result["error"]["code"] is None
    assert client.v1.checkout.sessions.retrieve(session.id).status == "open"
    expect(shop.page.get_by_label("Total")).to_have_text("$45.00")


def test_a_declined_card(open_shop: OpenShop, client: Client) -> None:
    shop = open_shop(sessions.create(client))
    shop.type_card("4000000000009995")
    error = call(shop, "confirm", {"redirect": "if_required"})["error"]
    assert (error["code"], error["paymentFailed"]) == ("paymentFailed", {"declineCode": "insufficient_funds"})
    assert session_of(shop)["status"] == {"type": "open"}
    assert session_of(shop)["lastPaymentError"]["message"] == error["message"]
    shop.type_card()
    assert call(shop, "confirm", {"redirect": "if_required"})["type"] == "success"


def test_a_free_order_needs_no_card(open_shop: OpenShop, client: Client) -> None:
    coupon = client.v1.coupons.create({"percent_off": 100, "duration": "once"})
    shop = open_shop(sessions.create(client, discounts=[{"coupon": coupon.id}]))
    expect(shop.payment.get_by_text("Nothing is due now")).to_be_visible()
    expect(shop.payment.get_by_label("Card number")).to_be_hidden()
    assert session_of(shop)["canConfirm"] is True
    assert call(shop, "confirm", {"redirect": "if_required"})["type"] == "success"


def test_bank_asks_and_shopper_completes(open_shop: OpenShop, client: Client) -> None:
    shop = open_shop(sessions.create(client, return_url=open_shop.shop.url("done")))
    shop.type_card("4000002760003184")
    shop.page.get_by_role("button", name="Pay $40.00").click()
    expect(shop.page.get_by_role("dialog")).to_be_visible()
    expect(shop.bank.get_by_text("Test mode: no money moves")).to_be_visible()
    shop.bank.get_by_role("button", name="Complete").click()
    shop.page.wait_for_url(shop.url("done"))


@pytest.mark.parametrize("way", ["Fail", "Escape"])
def test_bank_asks_and_shopper_refuses(open_shop: OpenShop, client: Client, way: str) -> None:
    shop = open_shop(sessions.create(client))
    shop.type_card("4000002760003184")
    shop.run("() => { window.paying = window.checkout.confirm({ redirect: 'if_required' }); }")
    expect(shop.bank.get_by_role("button", name="Complete")).to_be_focused()
    if way == "Fail":
        shop.bank.get_by_role("button", name="Fail").click()
    else:
        shop.page.keyboard.press("Escape")
    error = shop.run("() => window.paying")["error"]
    assert error["code"] == "paymentFailed"
    assert "unable to authenticate" in error["message"]
    expect(shop.page.get_by_role("dialog")).to_have_count(0)
    assert session_of(shop)["status"] == {"type": "open"}


@pytest.mark.parametrize("answer", ["Complete", "Fail"])
def test_a_question_of_the_bank_ends_with_the_payment_it_was_about(
    open_shop: OpenShop, client: Client, answer: str
) -> None:
    session = sessions.create(client)
    shop = open_shop(session)
    shop.type_card("4000002760003184")
    shop.run("() => { window.paying = window.checkout.confirm({ redirect: 'if_required' }); }")
    expect(shop.bank.get_by_role("button", name=answer)).to_be_visible()
    sessions.add_gift_wrap(client, session)
    shop.bank.get_by_role("button", name=answer).click()
    error = shop.run("() => window.paying")["error"]
    assert error["code"] == "paymentFailed"
    assert "unable to authenticate" in error["message"]
    expect(shop.page.get_by_role("dialog")).to_have_count(0)
    shop.type_card()
    assert call(shop, "confirm", {"redirect": "if_required"})["type"] == "success"
    assert client.v1.checkout.sessions.retrieve(session.id).amount_total == 4500


def test_appearance_changes_in_place(open_shop: OpenShop, client: Client) -> None:
    shop = open_shop(sessions.create(client))
    shop.type_card()
    number = shop.payment.get_by_label("Card number")
    expect(number).to_have_css("background-color", "rgb(255, 255, 255)")
    shop.run("() => window.setTheme('night')")
    expect(number).to_have_css("background-color", "rgb(48, 49, 61)")
    expect(number).to_have_value("4242 4242 4242 4242")


def test_addresses_and_email_of_elements_reach_the_session(open_shop: OpenShop, client: Client) -> None:
    countries = {"allowed_countries": ["US", "CA"]}
    session = sessions.create(client, customer_email=None, shipping_address_collection=countries)
    shop = open_shop(session, elements="shippingAddress,contactDetails,payment")
    shop.email.get_by_label("Email").fill("ada@example.com")
    shop.address.get_by_label("Full name").fill("Ada Lovelace")
    shop.address.get_by_label("Address line 1").fill("1 Main St")
    shop.address.get_by_label("City").fill("Honolulu")
    shop.address.get_by_label("State").select_option("HI")
    shop.address.get_by_label("ZIP code").fill("96813")
    shop.type_card()
    expect(shop.page.get_by_role("button", name="Pay")).to_be_enabled()
    assert session_of(shop)["shippingAddress"] == ADDRESS
    assert session_of(shop)["email"] == "ada@example.com"
    assert call(shop, "confirm", {"redirect": "if_required"})["type"] == "success"
    collected = client.v1.checkout.sessions.retrieve(session.id).collected_information
    assert collected
    assert collected.shipping_details
    assert collected.shipping_details.address.state == "HI"


def test_what_the_session_refuses_of_an_element_is_said_when_paying(open_shop: OpenShop, client: Client) -> None:
    shop = open_shop(sessions.create(client), elements="contactDetails,payment")
    shop.email.get_by_label("Email").fill("somebody@example.com")
    shop.type_card()
    result = call(shop, "confirm", {"redirect": "if_required"})
    assert result["error"]["code"] is None
    assert "email" in result["error"]["message"]
    assert session_of(shop)["status"] == {"type": "open"}


def test_phone_number_of_the_address_reaches_the_session(open_shop: OpenShop, client: Client) -> None:
    collected = {
        "shipping_address_collection": {"allowed_countries": ["GB"]},
        "phone_number_collection": {"enabled": True},
    }
    shop = open_shop(sessions.create(client, **collected), elements="shippingAddress")
    shop.address.get_by_label("Full name").fill("Ada Lovelace")
    shop.address.get_by_label("Address line 1").fill("12 St James’s Square")
    shop.address.get_by_label("Town or city").fill("London")
    shop.address.get_by_label("Postal code").fill("SW1Y 4LB")
    shop.address.get_by_label("Phone number").fill("020 7946 0000")
    shop.page.wait_for_function("() => window.checkout.phoneNumber === '020 7946 0000'")
    assert session_of(shop)["shippingAddress"]["address"]["country"] == "GB"


def test_a_subscription_says_what_the_card_is_kept_for(open_shop: OpenShop, client: Client) -> None:
    monthly = {"unit_amount": 1800, "recurring": {"interval": "month"}}
    item = sessions.TEA | {"price_data": sessions.TEA["price_data"] | monthly}
    trial = {"trial_period_days": 14}
    shop = open_shop(sessions.create(client, mode="subscription", line_items=[item], subscription_data=trial))
    expect(shop.payment.get_by_text("to charge your card for future payments")).to_be_visible()
    shop.type_card()
    assert call(shop, "confirm", {"redirect": "if_required"})["type"] == "success"
