"""The Payment Element's form: what is typed, what is said about it, how it looks, and who can read it."""

from datetime import date
from typing import Any

import pytest
import stripe
from playwright.sync_api import expect

from . import sessions
from .shop_page import ShopPage

MOUNT = """([key, secret, elementsOptions, options]) => {
    const sdk = Stripe(key).initCheckoutElementsSdk({ clientSecret: secret, elementsOptions });
    window.events = [];
    window.element = sdk.createPaymentElement(options);
    for (const name of ['ready', 'change', 'focus', 'blur', 'escape'])
        window.element.on(name, (event) => window.events.push({ name, ...event }));
    window.element.mount('#payment');
    window.sdk = sdk;
}"""


@pytest.fixture
def form(shop: ShopPage, client: stripe.StripeClient) -> ShopPage:
    shop.open_plain()
    mount(shop, client)
    return shop


def mount(shop: ShopPage, client: stripe.StripeClient, elements_options: Any = None, options: Any = None) -> None:
    secret = sessions.create(client).client_secret
    shop.run(MOUNT, [shop.key, secret, elements_options or {}, options or {}])
    shop.payment.get_by_label("Card number").wait_for()


def heard(shop: ShopPage, name: str) -> list[Any]:
    return shop.run("(name) => window.events.filter((event) => event.name === name)", name)


def test_fields_are_formatted(form: ShopPage) -> None:
    for field, typed, shown in [
        ("Card number", "4242424242424242", "4242 4242 4242 4242"),
        ("Card number", "378282246310005", "3782 822463 10005"),
        ("Card number", "3056930009020004", "3056 9300 0902 0004"),
        ("Card number", "36227206271667", "3622 720627 1667"),
        ("Card number", "6205500000000000004", "6205 5000 0000 0000 004"),
        ("Expiration date", "1234", "12 / 34"),
        ("Expiration date", "1/34", "01 / 34"),
        ("Expiration date", "12/2034", "12 / 34"),
        ("Expiration date", "122034", "12 / 34"),
        ("Expiration date", "2034-12", "12 / 34"),
        ("Expiration date", "2034-1", "01 / 34"),
        ("Expiration date", "2034/12", "12 / 34"),
        ("Expiration date", "203412", "12 / 34"),
        ("Security code", "12a345", "123"),
    ]:
        form.payment.get_by_label(field).fill("")
        form.payment.get_by_label(field).fill(typed)
        expect(form.payment.get_by_label(field)).to_have_value(shown)


def test_typing_goes_from_field_to_field_and_back(form: ShopPage) -> None:
    number, expiry, code = (
        form.payment.get_by_label(name) for name in ("Card number", "Expiration date", "Security code")
    )
    number.focus()
    form.page.keyboard.type("4242424242424242934123")
    expect(expiry).to_have_value("09 / 34")
    expect(code).to_have_value("123")
    expect(code).to_be_focused()
    for _ in range(4):
        form.page.keyboard.press("Backspace")
    expect(expiry).to_be_focused()
    for _ in range(4):
        form.page.keyboard.press("Backspace")
    expect(expiry).to_have_value("")
    form.page.keyboard.press("Backspace")
    expect(number).to_be_focused()
    form.page.keyboard.press("Tab")
    expect(expiry).to_be_focused()


LAST_YEAR = f"01/{date.today().year - 1}"


def test_errors_stand_beside_their_field(form: ShopPage) -> None:
    for field, typed, message in [
        ("Card number", "4242424242424241", "Your card number is invalid."),
        ("Card number", "4242", "Your card number is incomplete."),
        ("Expiration date", LAST_YEAR, "Your card’s expiration date is in the past."),
        ("Expiration date", "13/34", "Your card’s expiration date is invalid."),
        ("Expiration date", "12/99", "Your card’s expiration year is invalid."),
        ("Expiration date", "12", "Your card’s expiration date is incomplete."),
        ("Security code", "12", "Your card’s security code is incomplete."),
        ("ZIP", "941", "Your ZIP is incomplete."),
        ("ZIP", "ABCDE", "Your ZIP is invalid."),
    ]:
        field_input = form.payment.get_by_role("textbox", name=field)
        field_input.fill(typed)
        field_input.blur()
        expect(form.payment.get_by_text(message)).to_be_visible()
        expect(field_input).to_have_attribute("aria-invalid", "true")
        expect(field_input).to_have_accessible_description(message)
        field_input.fill("")
        expect(field_input).to_have_attribute("aria-invalid", "false")
        expect(form.payment.get_by_text(message)).to_be_hidden()


def test_postal_code_follows_the_country(form: ShopPage) -> None:
    country = form.payment.get_by_label("Country")
    expect(country).to_have_value("US")
    country.select_option("GB")
    postal = form.payment.get_by_label("Postal code")
    postal.fill("SW1A 1AA")
    form.payment.get_by_label("Card number").focus()
    expect(postal).to_have_attribute("aria-invalid", "false")
    country.select_option("FR")
    expect(postal).to_be_hidden()


def test_autocomplete_and_keyboards(form: ShopPage) -> None:
    wanted = {
        "Card number": ("cc-number", "numeric"),
        "Expiration date": ("cc-exp", "numeric"),
        "Security code": ("cc-csc", "numeric"),
    }
    for label, (autocomplete, keyboard) in wanted.items():
        expect(form.payment.get_by_label(label)).to_have_attribute("autocomplete", autocomplete)
        expect(form.payment.get_by_label(label)).to_have_attribute("inputmode", keyboard)


def test_targets_are_large_and_the_frame_fits_its_form(form: ShopPage) -> None:
    for name in ("Card number", "Expiration date", "Security code", "Country", "ZIP"):
        box = form.payment.get_by_label(name).bounding_box()
        assert box
        assert box["height"] >= 44
    frame = form.page.locator("iframe")
    fits = "(frame, before) => frame.getBoundingClientRect().height > before"
    before = frame.evaluate("(frame) => frame.getBoundingClientRect().height")
    form.payment.get_by_label("Card number").fill("4242424242424241")
    form.page.wait_for_function(f"(before) => ({fits})(document.querySelector('iframe'), before)", arg=before)
    assert form.payment.locator("html").evaluate("(root) => root.scrollHeight <= root.clientHeight")


def test_events(form: ShopPage) -> None:
    assert heard(form, "ready") == [{"name": "ready", "elementType": "payment"}]
    form.type_card()
    form.page.keyboard.press("Escape")
    form.page.wait_for_function("() => window.events.some(({ name }) => name === 'escape')")
    last = heard(form, "change")[-1]
    assert last == {
        "name": "change", "elementType": "payment", "collapsed": False, "complete": True, "empty": False,
        "value": {"type": "card"},
    }  # fmt: skip
    assert len(heard(form, "focus")) == 1
    form.payment.get_by_label("ZIP").blur()
    form.page.wait_for_function("() => window.events.some(({ name }) => name === 'blur')")
    form.run("() => window.element.clear()")
    expect(form.payment.get_by_label("Card number")).to_have_value("")


def test_enter_sends_the_shops_form(form: ShopPage) -> None:
    form.run("""() => document.querySelector('form').addEventListener('submit', (event) => {
        event.preventDefault();
        window.sent = true;
    })""")
    form.payment.get_by_label("Card number").press("Enter")
    form.page.wait_for_function("() => window.sent")


def test_the_page_cannot_read_the_frame(form: ShopPage) -> None:
    form.type_card()
    assert form.run("() => document.querySelector('iframe').contentDocument") is None
    assert "SecurityError" in form.run("""() => {
        try {
            return document.querySelector('iframe').contentWindow.document.title;
        } catch (error) {
            return error.name;
        }
    }""")


def test_card_digits_go_from_the_frame_to_the_server_only(form: ShopPage) -> None:
    form.run("""() => {
        window.messages = [];
        addEventListener('message', ({ data }) => window.messages.push(JSON.stringify(data)));
    }""")
    bodies: dict[str, str | None] = {}
    form.page.on("request", lambda request: bodies.update({request.url.split("/v1/")[-1]: request.post_data}))
    form.type_card()
    result = form.run("""async () => {
        const { actions } = await window.sdk.loadActions();
        return actions.confirm({ redirect: 'if_required' });
    }""")
    assert result["type"] == "success"
    assert "4242424242424242" in (bodies["payment_methods"] or "")
    others = [body for path, body in bodies.items() if path != "payment_methods"]
    assert all("42424242" not in (body or "") for body in others)
    assert form.run("() => window.messages.length > 0 && window.messages.every((text) => !/4242 ?4242/.test(text))")


def test_a_stranger_cannot_speak_for_the_page(form: ShopPage) -> None:
    form.type_card()
    form.run("""() => {
        const frame = document.querySelector('iframe').contentWindow;
        frame.postMessage({ channel: 'guessed', call: 1, method: 'clear' }, '*');
        window.element.focus();
    }""")
    # the frame takes messages in their order: when it has the second, it has had the first
    expect(form.payment.get_by_label("Card number")).to_be_focused()
    expect(form.payment.get_by_label("Card number")).to_have_value("4242 4242 4242 4242")


def test_variables_and_rules(shop: ShopPage, client: stripe.StripeClient) -> None:
    appearance = {
        "theme": "flat",
        "variables": {
            "colorPrimary": "#9a3f1d",
            "colorBackground": "#fbf8f3",
            "borderRadius": "10px",
            "fontSizeBase": "15px",
        },
        "rules": {
            ".Label": {"fontWeight": "600"},
            ".Input": {"borderColor": "rgb(140, 129, 117)"},
            ".Input--invalid": {"borderColor": "rgb(1, 2, 3)"},
            "body": {"display": "none"},
        },
    }
    shop.open_plain()
    mount(shop, client, {"appearance": appearance})
    number = shop.payment.get_by_label("Card number")
    for name, value in {
        "background-color": "rgb(251, 248, 243)",
        "border-radius": "10px",
        "font-size": "15px",
        "border-color": "rgb(140, 129, 117)",
    }.items():
        expect(number).to_have_css(name, value)
    expect(shop.payment.get_by_text("Card number", exact=True)).to_have_css("font-weight", "600")
    number.focus()
    expect(number).to_have_css("border-color", "rgb(154, 63, 29)")
    number.fill("4242")
    number.blur()
    expect(number).to_have_css("border-color", "rgb(1, 2, 3)")
    shop.run("() => window.sdk.changeAppearance({ theme: 'night' })")
    expect(shop.payment.locator("html")).to_have_css("color-scheme", "dark")
    expect(shop.page.locator("iframe")).to_have_css("color-scheme", "dark")
    expect(number).to_have_value("4242")


def test_billing_details_that_the_shop_asks_for_itself(shop: ShopPage, client: stripe.StripeClient) -> None:
    shop.open_plain()
    mount(shop, client, options={"fields": {"billingDetails": {"address": "never"}}})
    expect(shop.payment.get_by_label("Country")).to_be_hidden()
    expect(shop.payment.get_by_label("ZIP")).to_be_hidden()
    shop.run("() => window.sdk.createBillingAddressElement().mount('#address')")
    expect(shop.address.get_by_label("Full name")).to_be_visible()


def test_an_element_can_be_made_once_and_mounted_where_there_is_a_place(form: ShopPage) -> None:
    once = form.run("() => { try { window.sdk.createPaymentElement(); } catch (error) { return error.message; } }")
    assert "Can only create one Element of type payment" in once
    nowhere = form.run("() => { try { window.element.mount('#none'); } catch (error) { return error.message; } }")
    assert "applies to no DOM elements" in nowhere
    form.run("() => window.element.destroy()")
    expect(form.page.locator("iframe")).to_have_count(0)
    form.run("() => { window.sdk.createPaymentElement().mount('#payment'); }")
    expect(form.payment.get_by_label("Card number")).to_be_visible()


def test_the_form_says_that_no_money_moves(form: ShopPage) -> None:
    expect(form.payment.get_by_text("Test mode: no money moves")).to_be_visible()


def test_fonts(shop: ShopPage, client: stripe.StripeClient) -> None:
    sheet = "data:text/css,%40font-face%7Bfont-family%3A%22From%20a%20sheet%22%3Bsrc%3Alocal(%22Arial%22)%7D"
    fonts = [{"family": "Of the shop", "src": "local('Arial')"}, {"cssSrc": sheet}]
    shop.open_plain()
    mount(shop, client, {"fonts": fonts})
    families = "() => Array.from(document.fonts, ({ family }) => family.replaceAll('\"', '')).sort().join()"
    root = shop.payment.locator("html")
    expect(root.locator(f'link[href="{sheet}"]')).to_have_count(1)
    assert "Of the shop" in root.evaluate(families)


CARD = {"number": "4242424242424242", "expiry": "1234", "code": "123", "country": "US", "postal": "94107"}
FILLED = {"Card number": "4242 4242 4242 4242", "Expiration date": "12 / 34", "Security code": "123", "ZIP": "94107"}


def test_a_page_may_have_a_test_card_filled_in(form: ShopPage) -> None:
    assert form.run("(card) => LocalStripe.fillCard(card)", CARD) is True
    for label, text in FILLED.items():
        expect(form.payment.get_by_label(label)).to_have_value(text)
    assert heard(form, "change")[-1]["complete"] is True


def test_what_is_filled_in_takes_the_place_of_what_was_typed_but_for_where_the_card_is_from(form: ShopPage) -> None:
    form.payment.get_by_label("Card number").fill("4000000000000002")
    form.payment.get_by_label("ZIP").fill("10001")
    form.run("(card) => LocalStripe.fillCard(card)", CARD)
    expect(form.payment.get_by_label("Card number")).to_have_value("4242 4242 4242 4242")
    expect(form.payment.get_by_label("ZIP")).to_have_value("10001")


def test_without_a_form_there_is_nothing_to_fill_in(shop: ShopPage, form: ShopPage) -> None:
    form.run("() => element.unmount()")
    assert form.run("(card) => LocalStripe.fillCard(card)", CARD) is False
