"""What the payment's frames show and send by what the page tells them: each form alone, without a server."""

from typing import Any

import pytest

from .alone import Alone
from .frames import CONFIGURATION, FRAME, LONDON, ask, configured, heard, values

METHODS = "/v1/payment_methods"


class TestPayment:
    @pytest.fixture
    def form(self, alone: Alone) -> Alone:
        alone.load("payment.js", FRAME)
        return alone

    ASKED: list[tuple[Any, list[str]]] = [
        (None, ["billingName", "country", "postalCode"]),
        ({}, ["billingName", "country", "postalCode"]),
        ("auto", ["billingName", "country", "postalCode"]),
        ("never", []),
        ({"name": "never"}, ["country", "postalCode"]),
        ({"address": "never"}, ["billingName"]),
        ({"address": {"country": "never"}}, ["billingName", "postalCode"]),
        ({"address": {"postalCode": "never"}}, ["billingName", "country"]),
    ]

    def test_it_asks_for_no_part_of_the_address_that_the_page_asks_for(self, form: Alone) -> None:
        shown = "[holderField, countryField, postalField].filter((one) => one.shown()).map(({ input }) => input.name)"
        for details, asked in self.ASKED:
            configured(form, "Payment", {"fields": {"billingDetails": details}} if details is not None else {})
            assert form.value(shown) == asked, details
        configured(form, "Payment", collectsBillingAddress=False)
        assert form.value(shown) == []
        configured(form, "Payment", collectsName=False)
        assert form.value(shown) == ["country", "postalCode"]

    def test_what_a_card_is_kept_for_is_said_unless_the_page_says_it(self, form: Alone) -> None:
        said = "mandate.hidden ? '' : mandate.textContent"
        shop, seller = {"business": "Tea & Co"}, {"business": None}
        for options, context, words in (
            ({}, {}, ""),
            ({}, {"mandate": shop}, "you allow Tea & Co to charge"),
            ({}, {"mandate": seller}, "you allow the seller to charge"),
            ({"terms": {"card": "auto"}}, {"mandate": shop}, "you allow Tea & Co"),
            ({"terms": {"card": "never"}}, {"mandate": shop}, ""),
            ({}, {"mandate": shop, "paymentRequired": False}, ""),
        ):
            configured(form, "Payment", options, **context)
            found = form.value(said)
            assert (words in found) if words else found == "", (options, context)

    def test_what_may_not_be_changed_is_closed_until_it_may(self, form: Alone) -> None:
        for closed in (True, False):
            configured(form, "Payment", {"readOnly": closed})
            assert (
                form.value("[numberInput, postalInput, bankAccount.routing.input].map((one) => one.disabled)")
                == [closed] * 3
            )

    def test_what_is_known_is_filled_in_once(self, form: Alone) -> None:
        given = {"defaultValues": {"billingDetails": {"address": {"country": "GB", "postal_code": "SW1Y 4LB"}}}}
        configured(form, "Payment", given)
        assert values(form, "countryField", "postalField", "holderField") == ["GB", "SW1Y 4LB", ""]
        form.do("countryField.set('CA'); postalField.set('');")
        configured(form, "Payment", given)
        assert values(form, "countryField", "postalField") == ["CA", ""]

    def test_whom_the_session_knows_comes_first(self, form: Alone) -> None:
        given = {"defaultValues": {"billingDetails": {"address": {"country": "CA", "postal_code": "K1A 0B1"}}}}
        configured(form, "Payment", given, contact={"name": "Ada", "address": LONDON})
        assert values(form, "countryField", "postalField", "holderField") == ["GB", "SW1Y 4LB", "Ada"]

    def test_what_was_typed_before_it_was_known_stays(self, form: Alone) -> None:
        form.do("postalField.set('94107')")
        configured(form, "Payment", contact={"name": None, "address": LONDON | {"country": None}})
        assert values(form, "postalField") == ["94107"]

    def test_arrows_go_round_the_ways_that_are_offered(self, form: Alone) -> None:
        press = """(ways.offer(given[0]), ways.choose(given[1]),
            ways.tabs.dispatchEvent(new KeyboardEvent("keydown", { key: given[2] })), ways.chosen())"""
        every, two = ["card", "amazon_pay", "us_bank_account", "klarna"], ["us_bank_account", "card"]
        for offered, at, key, comes_to in (
            (every, "card", "ArrowRight", "amazon_pay"),
            (every, "amazon_pay", "ArrowRight", "us_bank_account"),
            (every, "us_bank_account", "ArrowRight", "card"),
            (every, "card", "ArrowLeft", "us_bank_account"),
            (every, "us_bank_account", "ArrowLeft", "amazon_pay"),
            (every, "card", "a", "card"),
            (two, "card", "ArrowLeft", "us_bank_account"),
            (two, "us_bank_account", "ArrowLeft", "card"),
        ):
            assert form.value(press, [offered, at, key]) == comes_to, (offered, at, key)

    def test_the_chosen_way_alone_is_selected_reached_by_the_keyboard_and_shown(self, form: Alone) -> None:
        every = ["card", "amazon_pay", "us_bank_account"]
        draw = """(ways.offer(given[0]), ways.choose(given[1]), given[2].map((name) => {
            const tab = document.getElementById(`${name}-tab`), panel = document.getElementById(`${name}-panel`);
            return [tab.ariaSelected === "true", tab.tabIndex === 0, !panel.hidden, !tab.hidden];
        }))"""
        for offered in (every, every[:2]):
            for chosen in offered:
                alone = [[name == chosen] * 3 + [name in offered] for name in every]
                assert form.value(draw, [offered, chosen, every]) == alone, (offered, chosen)
        form.do("ways.offer(['card', 'us_bank_account']); ways.choose('us_bank_account');")
        assert form.value("(ways.offer(['us_bank_account', 'card']), ways.chosen())") == "us_bank_account"

    def test_a_way_that_is_offered_no_more_gives_way(self, form: Alone) -> None:
        offer = "(ways.offer(given), [ways.chosen(), ways.tabs.hidden])"
        assert form.value(offer, ["card", "amazon_pay"]) == ["card", False]
        assert form.value(offer, ["us_bank_account", "amazon_pay"]) == ["amazon_pay", False]
        assert form.value(offer, ["us_bank_account"]) == ["us_bank_account", True]
        assert form.value(offer, []) == ["us_bank_account", True]

    def test_a_look_is_a_themes_with_what_the_page_says_over_it(self, form: Alone) -> None:
        look = """(applyAppearance(given), ["colorBackground", "colorText", "inputShadow"].map((name) =>
            getComputedStyle(document.documentElement).getPropertyValue(`--${name}`)))"""
        shadow = "0 1px 2px rgb(0 0 0 / 4%)"
        for appearance, drawn in (
            ({}, ["#ffffff", "#30313d", shadow]),
            ({"theme": "stripe"}, ["#ffffff", "#30313d", shadow]),
            ({"theme": "night"}, ["#30313d", "#ffffff", "none"]),
            ({"theme": "flat"}, ["#f1f3f6", "#30313d", "none"]),
            ({"theme": "nobody's"}, ["#ffffff", "#30313d", shadow]),
            ({"theme": "night", "variables": {"colorText": "#eeeeee"}}, ["#30313d", "#eeeeee", "none"]),
        ):
            assert form.value(look, appearance) == drawn, appearance

    TYPES = """(() => {
        const [number, expiry, code] = [numberInput, expiryInput, codeInput];
        const type = (input, text, caret = text.length) => {
            input.focus();
            input.value = text;
            input.setSelectionRange(caret, caret);
            input.dispatchEvent(new Event("input"));
        };
        const rubOut = (input) => {
            input.focus();
            input.dispatchEvent(new KeyboardEvent("keydown", { key: "Backspace" }));
        };
        for (const input of [number, expiry, code]) type(input, "");
        %s;
        const { name, value, selectionStart } = document.activeElement;
        return [name, value, selectionStart];
    })()"""
    VISA = "4242 4242 4242 4242"

    def test_a_field_that_is_full_hands_the_keyboard_on_and_an_empty_one_back(self, form: Alone) -> None:
        for happens, at in (
            ("type(number, '4242')", ["number", "4242", 4]),
            ("type(number, '42424')", ["number", "4242 4", 6]),
            ("type(number, '424211', 3)", ["number", "4242 11", 3]),
            ("type(number, '424211', 5)", ["number", "4242 11", 6]),
            ("type(number, '4242424242424241')", ["number", "4242 4242 4242 4241", 19]),
            (f"type(number, '{self.VISA}')", ["expiry", "", 0]),
            (f"type(number, '{self.VISA}', 4)", ["number", self.VISA, 4]),
            ("type(expiry, '12')", ["expiry", "12 / ", 5]),
            ("type(expiry, '1234')", ["cvc", "", 0]),
            ("type(code, '12')", ["cvc", "12", 2]),
            ("type(code, '1234')", ["cvc", "123", 3]),
            ("rubOut(code)", ["expiry", "", 0]),
            ("type(number, '4'); rubOut(expiry)", ["number", "4", 1]),
            ("type(code, '1'); rubOut(code)", ["cvc", "1", 1]),
            ("rubOut(number)", ["number", "", 0]),
        ):
            assert form.value(self.TYPES % happens) == at, happens

    TYPED = """ways.offer(["card", "amazon_pay", "us_bank_account"]);
        numberField.set("4242 4242 4242 4242"); expiryField.set("01 / 34"); codeField.set("123");
        holderField.set(" Ada "); postalField.set(" 94107 ");
        bankAccount.holder.set(" Ada "); bankAccount.routing.set("110000000"); bankAccount.account.set("0001 2345");"""
    GIVEN: dict[str, Any] = {"name": "Of the shop", "email": "ada@example.com", "address": {"city": "London"}}
    CARD: dict[str, Any] = {"number": "4242424242424242", "exp_month": 1, "exp_year": 2034, "cvc": "123"}
    SENT: dict[str, dict[str, Any]] = {
        "card": {
            "type": "card", "card": CARD,
            "billing_details": GIVEN | {
                "name": "Ada", "address": {"city": "London", "country": "US", "postal_code": "94107"},
            },
        },
        "amazon_pay": {"type": "amazon_pay", "billing_details": GIVEN},
        "us_bank_account": {
            "type": "us_bank_account",
            "us_bank_account": {
                "account_holder_type": "individual", "account_number": "00012345", "routing_number": "110000000",
            },
            "billing_details": GIVEN | {"name": "Ada"},
        },
    }  # fmt: skip

    @pytest.mark.parametrize("way", SENT)
    def test_each_way_sends_what_was_typed_for_it(self, form: Alone, way: str) -> None:
        form.answers[METHODS] = [{"id": "pm_1"}]
        configured(form, "Payment")
        form.do(f"{self.TYPED} ways.choose(given)", way)
        assert form.value("createMethod(given)", self.GIVEN) == {"id": "pm_1"}
        assert form.bodies(METHODS) == [{"key": "pk_test_1", **self.SENT[way]}]

    def test_what_is_not_asked_is_not_sent(self, form: Alone) -> None:
        form.answers[METHODS] = [{"id": "pm_1"}]
        configured(form, "Payment", collectsName=False)
        form.do(f"{self.TYPED} countryField.set('FR'); arrangeCountry();")
        form.do("await createMethod(given)", {"name": "Of the shop"})
        configured(form, "Payment", collectsBillingAddress=False)
        form.do("await createMethod(given)", {"name": "Of the shop"})
        of_france, of_nobody = (body["billing_details"] for body in form.bodies(METHODS))
        assert of_france == {"name": "Of the shop", "address": {"country": "FR"}}
        assert of_nobody == {"name": "Of the shop", "address": {}}

    AMEX = {"number": "378282246310005", "expiry": "1234", "code": "1234", "country": "US", "postal": "94107"}

    def test_what_is_filled_in_leaves_whose_card_it_is_and_what_is_cleared_goes(self, form: Alone) -> None:
        placeholder = "codeInput.placeholder"
        assert form.value(placeholder) == "CVC"
        form.do("holderField.set('Ada'); fillIn(given);", self.AMEX)
        assert (form.value(placeholder), values(form, "holderField", "codeField")) == (
            "CVC (4 digits)",
            ["Ada", "1234"],
        )
        form.do("fillIn(given)", self.AMEX | {"number": "4242424242424242", "code": "123"})
        assert form.value(placeholder) == "CVC"
        ask(form, "clear")
        kept = values(form, "numberField", "expiryField", "codeField", "postalField", "countryField")
        assert kept == ["", "", "", "", "US"]

    @pytest.mark.parametrize("field", ["numberField", "expiryField", "codeField", "bankAccount.routing"])
    def test_a_form_with_anything_in_it_is_not_empty(self, form: Alone, field: str) -> None:
        heard(form)
        ask(form, "configure", CONFIGURATION)
        for text, empty in (("1", False), ("", True)):
            form.do(f"{field}.set(given); paymentRoot.dispatchEvent(new Event('input'));", text)
            assert heard(form)[-1]["empty"] is empty

    def test_the_page_hears_of_each_change_once(self, form: Alone) -> None:
        assert heard(form) == []
        for _ in range(2):
            ask(form, "configure", CONFIGURATION)
        form.do("fillIn(given)", self.AMEX)
        states = [(one["complete"], one["empty"]) for one in heard(form)]
        assert (states[0], states[-1]) == ((False, True), (True, False))
        assert all(before != after for before, after in zip(heard(form), heard(form)[1:], strict=False))
        ask(form, "clear")
        assert [(one["complete"], one["empty"]) for one in heard(form)][-1] == (False, True)


def fields_of(alone: Alone, kind: str, **options: Any) -> Alone:
    alone.load("card_element.js", f"{FRAME}#componentName={kind}")
    configured(alone, "Card", options)
    return alone


SHOWN = "[!cardIcon.hidden, cardBrand.hidden ? '' : cardBrand.src.split('/').at(-1)]"


@pytest.mark.parametrize(
    ("kind", "options", "empty", "visa"),
    [
        ("card", {}, [True, ""], [False, "card_visa.svg"]),
        ("card", {"hideIcon": True}, [False, ""], [False, ""]),
        ("cardNumber", {}, [False, ""], [False, ""]),
        ("cardNumber", {"showIcon": True}, [True, ""], [False, "card_visa.svg"]),
    ],
)
def test_a_card_element_has_its_picture_where_it_is_asked_for(
    alone: Alone, kind: str, options: Any, empty: Any, visa: Any
) -> None:
    fields_of(alone, kind, **options)
    assert alone.value(SHOWN) == empty
    number = "partOf('number').input.value = given; markParts();"
    alone.do(number, "4242")
    assert alone.value(SHOWN) == visa
    alone.do(number, "3530")  # of a brand without a picture
    assert alone.value(SHOWN) == empty


def test_a_card_element_asks_for_the_postal_code_that_nobody_knows(alone: Alone) -> None:
    fields_of(alone, "card", value={"postalCode": "94107"})
    postal = "[partOf('postal').input.value, partOf('postal').input.hidden]"
    assert alone.value(postal) == ["94107", False]
    alone.do("partOf('postal').input.value = '10001'")
    configured(alone, "Card", {"value": {"postalCode": "94107"}, "hidePostalCode": True})
    assert alone.value(postal) == ["10001", True]


@pytest.mark.parametrize("hidden", [True, False])
def test_a_card_element_is_complete_with_all_that_it_asks_for(alone: Alone, hidden: bool) -> None:
    fields_of(alone, "card")
    assert heard(alone) == []
    ask(alone, "configure", CONFIGURATION | {"options": {"hidePostalCode": hidden}})
    alone.do("""for (const [part, text] of [["number", "4242424242424242"], ["expiry", "12 / 34"], ["cvc", "123"]])
            partOf(part).input.value = text;
        cardLine.dispatchEvent(new Event("input"));""")
    assert [one["complete"] for one in heard(alone)][-1] is hidden


@pytest.mark.parametrize(("code", "complete"), [("12", False), ("123", True), ("1234", True), ("12345", True)])
def test_a_code_alone_may_be_of_any_brand(alone: Alone, code: str, complete: bool) -> None:
    fields_of(alone, "cardCvc", placeholder="On the back")
    assert alone.value("[codeLength(), examineCvc(given).complete]", code) == [4, complete]
    assert alone.value("partOf('cvc').input.placeholder") == "On the back"


def test_a_card_element_says_nothing_of_what_is_still_being_typed(alone: Alone) -> None:
    fields_of(alone, "card")
    typed = """const { input } = partOf("number");
        input.value = given; input.dispatchEvent(new Event("input", { bubbles: true }));"""
    left = """partOf("number").input.dispatchEvent(new Event("change", { bubbles: true }));"""
    said = "saidProblem()?.code ?? ''"
    for text, while_typed, when_left in (
        ("4242", "", "incomplete_number"),
        ("4242424242424241", "invalid_number", "invalid_number"),
        ("", "", ""),
    ):
        alone.do(typed, text)
        assert alone.value(said) == while_typed
        alone.do(left)
        assert alone.value(said) == when_left


def test_what_the_page_asks_a_form_to_look_at_it_also_hears(alone: Alone) -> None:
    fields_of(alone, "card")
    assert heard(alone) == []
    ask(alone, "configure", CONFIGURATION)
    said = [ask(alone, "validate")[0]["code"], ask(alone, "clear")][0]
    assert [(one["value"]["error"] or {}).get("code") for one in heard(alone)] == [None, said, None]
