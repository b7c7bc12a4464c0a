"""Payments as Stripe.js makes them in a page: what is sent, whose word counts, and what becomes of a lost answer."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from .alone import LOST, Alone
from .frames import LONDON

INTENT, SETUP, METHODS = "/v1/payment_intents/pi_1", "/v1/setup_intents/seti_1", "/v1/payment_methods"
SECRETS = {INTENT: "pi_1_secret_1", SETUP: "seti_1_secret_1"}
ADA = {"name": "Ada", "phone": "020 7946 0000", "address": LONDON}
# A page's elements, each as what it holds; the card is complete.
ELEMENTS = """const { wrong, ...held } = given.held;
    const member = (kind) => kind in held && {
        mounted: () => held[kind] !== "not mounted",
        state: () => ({ value: held[kind] === "not mounted" ? {} : { value: held[kind] } }),
        createPaymentMethod: async (details) => { window.details = details; return { id: "pm_typed" }; },
    } || undefined;
    const card = { kind: "payment", validate: async () => wrong ? [wrong] : [], element: { focus() {} } };
    const elements = {};
    const known = {
        group: { member, forms: () => [card] },
        ready: Promise.resolve(),
        options: () => ({ setupFutureUsage: "off_session" }),
        amount: () => 4000,
    };
    intentElements.set(elements, known);
    window.details = null;"""
WRONG = {"code": "incomplete_number", "message": "Your card number is incomplete."}


@pytest.fixture
def page(alone: Alone) -> Alone:
    alone.load("stripe.js")
    return alone


def with_elements(page: Alone, call: str, held: dict[str, Any], **given: Any) -> Any:
    """What a call gives with elements on the page that hold these."""
    return page.value(f"(async () => {{ {ELEMENTS} return {call}; }})()", {"held": held, **given})


HELD: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    ({}, {}, {}),
    ({}, {"name": "Of the page"}, {"name": "Of the page"}),
    ({"billingAddress": ADA}, {}, ADA),
    ({"billingAddress": ADA}, {"name": "Of the page"}, ADA | {"name": "Of the page"}),
    ({"billingAddress": "not mounted", "linkAuthentication": "not mounted"}, {}, {}),
    ({"linkAuthentication": {"email": "ada@example.com"}}, {}, {"email": "ada@example.com"}),
    ({"contactDetails": {"email": "ada@example.com"}}, {}, {"email": "ada@example.com"}),
    ({"linkAuthentication": {"email": "ada@example.com"}}, {"email": "b@example.com"}, {"email": "b@example.com"}),
]


@pytest.mark.parametrize(("held", "given", "details"), HELD)
def test_a_payment_method_is_of_whom_the_elements_and_the_page_say(
    rules: Alone, held: dict[str, Any], given: dict[str, Any], details: dict[str, Any]
) -> None:
    chosen = {"payment_method_data": {"billing_details": given}}
    call = "[await methodOf(known, given.chosen), window.details]"
    method, sent = with_elements(rules, call, {"payment": {}, **held}, chosen=chosen)
    assert (method, {name: value for name, value in sent.items() if value is not None}) == ("pm_typed", details)


@pytest.mark.parametrize("held", [{}, {"payment": "not mounted"}])
def test_without_a_form_there_is_nothing_to_pay_with(rules: Alone, held: dict[str, Any]) -> None:
    said = with_elements(rules, "methodOf(known, {}).catch(({ name }) => name)", held)
    assert said == "IntegrationError"


CONFIRMED: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    ({}, {}, {}),
    ({"shippingAddress": ADA}, {}, {"shipping": ADA}),
    ({"shippingAddress": ADA}, {"shipping": {"name": "Bob"}}, {"shipping": {"name": "Bob"}}),
    ({"linkAuthentication": {"email": "a@example.com"}}, {}, {"receipt_email": "a@example.com"}),
    ({"linkAuthentication": {"email": "a@example.com"}}, {"receipt_email": "b@example.com"},
     {"receipt_email": "b@example.com"}),
    ({}, {"return_url": "https://shop.example", "setup_future_usage": "on_session"},
     {"return_url": "https://shop.example", "setup_future_usage": "on_session"}),
    ({}, {"payment_method": "pm_kept"}, {"payment_method": "pm_kept"}),
]  # fmt: skip


@pytest.mark.parametrize(("held", "chosen", "sent"), CONFIRMED)
def test_a_confirmation_says_what_was_seen_and_what_the_elements_hold(
    page: Alone, held: dict[str, Any], chosen: dict[str, Any], sent: dict[str, Any]
) -> None:
    page.answers[f"{INTENT}/confirm_in_browser"] = [{"payment_intent": {"id": "pi_1"}, "next_action": None}]
    call = "payIntent('pk_test_1', 'pi_1_secret_1', known, given.chosen)"
    assert with_elements(page, call, {"payment": {}, **held}, chosen=chosen) == {"paymentIntent": {"id": "pi_1"}}
    usual = {"key": "pk_test_1", "client_secret": "pi_1_secret_1", "expected_amount": 4000}
    assert page.bodies(f"{INTENT}/confirm_in_browser") == [usual | {"payment_method": "pm_typed"} | sent]


@pytest.mark.parametrize(("held", "chosen", "sent"), CONFIRMED)
def test_a_token_for_a_server_holds_it_too(
    page: Alone, held: dict[str, Any], chosen: dict[str, Any], sent: dict[str, Any]
) -> None:
    page.answers["/v1/confirmation_tokens"] = [{"id": "ctoken_1"}]
    call = "createConfirmationToken('pk_test_1', { elements, params: given.chosen })"
    made = with_elements(page, call, {"payment": {}, **held}, chosen=chosen)
    assert made == {"confirmationToken": {"id": "ctoken_1"}}
    usual = {"key": "pk_test_1", "payment_method": "pm_typed"}
    of_token = {name: value for name, value in sent.items() if name != "receipt_email"}
    expected = usual | of_token | {"setup_future_usage": "off_session"}
    assert page.bodies("/v1/confirmation_tokens") == [expected]


MADE = {
    "createPaymentMethod": "createPaymentMethod('pk_test_1', { elements, params: given.params })",
    "createConfirmationToken": "createConfirmationToken('pk_test_1', { elements })",
    "confirmPayment": "payIntent('pk_test_1', 'pi_1_secret_1', known, {})",
    "confirmSetup": "keepForLater('pk_test_1', 'seti_1_secret_1', known, {})",
}


@pytest.mark.parametrize("name", MADE)
def test_what_is_wrong_in_the_form_is_said_and_nothing_is_asked(page: Alone, name: str) -> None:
    said = with_elements(page, MADE[name], {"payment": {}, "wrong": WRONG}, params={})
    assert said == {"error": {"type": "validation_error", **WRONG}}
    assert (page.asked, page.value("window.details")) == ([], None)


def test_a_payment_method_of_elements_is_of_whom_the_page_says(page: Alone) -> None:
    params = {"billing_details": {"name": "Ada"}}
    made = with_elements(page, f"[await {MADE['createPaymentMethod']}, window.details]", {"payment": {}}, params=params)
    assert made == [{"paymentMethod": {"id": "pm_typed"}}, {"name": "Ada"}]


@pytest.mark.parametrize(("call", "path"), [("confirmCardPayment", INTENT), ("confirmCardSetup", SETUP)])
def test_a_card_by_its_token_is_of_whom_the_page_says(page: Alone, call: str, path: str) -> None:
    page.answers[METHODS] = [{"id": "pm_of_token"}]
    page.answers[f"{path}/retrieve"] = [{"amount": 4000}]
    page.answers[f"{path}/confirm_in_browser"] = [{"next_action": None}]
    whose: dict[str, Any] = {"billing_details": {"name": "Ada"}, "metadata": {"order": "7"}}
    data = {"payment_method": {"card": {"token": "tok_visa"}, **whose}}
    page.value(f"Stripe('pk_test_1').{call}(given[0], given[1])", [SECRETS[path], data])
    assert page.bodies(METHODS) == [{"key": "pk_test_1", "type": "card", "card": {"token": "tok_visa"}, **whose}]
    [confirmed] = page.bodies(f"{path}/confirm_in_browser")
    assert confirmed["payment_method"] == "pm_of_token"


CARDS: list[tuple[dict[str, bool], str, Any]] = [
    ({"card": True}, "card", ["card", []]),
    (
        {"cardNumber": True, "cardExpiry": True, "cardCvc": True},
        "cardNumber",
        ["cardNumber", ["cardExpiry", "cardCvc"]],
    ),
    ({"cardNumber": True, "cardExpiry": True}, "cardNumber", ["cardNumber", ["cardExpiry"]]),
    ({"cardNumber": True, "cardExpiry": False, "cardCvc": True}, "cardNumber", "IntegrationError"),
    ({"card": False}, "card", "IntegrationError"),
    ({"cardExpiry": True, "cardCvc": True}, "cardExpiry", "IntegrationError"),
]


@pytest.mark.parametrize(("elements", "given", "made"), CARDS)
def test_a_card_is_made_of_all_elements_that_hold_a_part_of_it(
    rules: Alone, elements: dict[str, bool], given: str, made: Any
) -> None:
    script = """(async () => {
        let made = null;
        const elements = Object.fromEntries(Object.keys(given[0]).map((kind) => [kind, {}]));
        const tokenize = (kind) => async (all) => { if (all) made = [kind, all.parts]; return { id: kind }; };
        const member = (kind) => kind in elements ? {
            kind, mounted: () => given[0][kind], validate: async () => [], element: {}, tokenize: tokenize(kind),
        } : undefined;
        cardElements.set(elements[given[1]], { get: (kind) => elements[kind] ?? null, member });
        await createCardMethod(elements[given[1]], {});
        return made;
    })().catch(({ name }) => name)"""
    assert rules.value(script, [elements, given]) == made


STATUSES: dict[str, dict[str, bool]] = {
    INTENT: {
        "succeeded": True, "processing": True, "requires_capture": True,
        "requires_payment_method": False, "requires_action": False, "canceled": False,
    },
    SETUP: {"succeeded": True, "requires_payment_method": False, "requires_action": False, "canceled": False},
}  # fmt: skip
ENDS = [(path, status, paid) for path, statuses in STATUSES.items() for status, paid in statuses.items()]
CALLS = {INTENT: ("confirmCardPayment", "paymentIntent"), SETUP: ("confirmCardSetup", "setupIntent")}


def confirm(page: Alone, path: str) -> Any:
    script = f"Stripe('pk_test_1').{CALLS[path][0]}(given, {{ payment_method: 'pm_1' }})"
    return page.value(script, SECRETS[path])


@pytest.mark.parametrize(("path", "status", "paid"), ENDS)
def test_after_a_lost_answer_the_intent_has_the_last_word(page: Alone, path: str, status: str, paid: bool) -> None:
    page.answers[f"{path}/confirm_in_browser"] = [LOST]
    page.answers[f"{path}/retrieve"] = [{"amount": 4000, "status": status}]
    result = confirm(page, path)
    if paid:
        assert result[CALLS[path][1]]["status"] == status
    else:
        assert result["error"]["type"] == "api_connection_error"


@pytest.mark.parametrize("path", CALLS)
def test_a_refusal_is_no_lost_answer(page: Alone, path: str) -> None:
    page.answers[f"{path}/confirm_in_browser"] = [{"error": {"type": "card_error", "code": "card_declined"}}]
    page.answers[f"{path}/retrieve"] = [{"amount": 4000, "status": "succeeded"}]
    assert confirm(page, path)["error"]["code"] == "card_declined"


@pytest.mark.parametrize("path", CALLS)
def test_where_nothing_answers_any_more_the_first_error_is_said(page: Alone, path: str) -> None:
    page.answers[f"{path}/confirm_in_browser"] = [LOST]
    page.answers[f"{path}/retrieve"] = [{"amount": 4000}, LOST] if path == INTENT else [LOST]
    assert confirm(page, path)["error"]["type"] == "api_connection_error"


ASKED = {"status": "requires_action", "amount": 4000, "next_action": {"redirect_to_url": {"url": "https://bank.test"}}}
# Of a payment whose server confirms by hand, the bank's yes is not yet the end.
AFTER_THE_BANK = [*ENDS, (INTENT, "requires_confirmation", True)]


@pytest.mark.parametrize(("path", "status", "fine"), AFTER_THE_BANK)
def test_what_the_bank_was_asked_for_is_told_as_it_is_then(page: Alone, path: str, status: str, fine: bool) -> None:
    page.do("window.at = []; window.authenticate = async (url, key) => { at.push([url, key]); };")
    page.answers[f"{path}/retrieve"] = [ASKED, {"status": status}]
    result = page.value("Stripe('pk_test_1').handleNextAction({ clientSecret: given })", SECRETS[path])
    assert page.value("at") == [["https://bank.test", "pk_test_1"]]
    if fine:
        assert result[CALLS[path][1]]["status"] == status
    else:
        of = "payment" if path == INTENT else "setup"
        assert result["error"]["code"] == f"{of}_intent_authentication_failure"
        assert result["error"]["message"].startswith("We are unable to authenticate your payment method.")


@pytest.mark.parametrize("path", CALLS)
def test_where_no_bank_asks_nobody_is_sent_to_it(page: Alone, path: str) -> None:
    page.do("window.authenticate = () => { throw new Error('asked'); };")
    page.answers[f"{path}/retrieve"] = [{"status": "requires_payment_method"}]
    result = page.value("Stripe('pk_test_1').handleNextAction({ clientSecret: given })", SECRETS[path])
    assert result[CALLS[path][1]]["status"] == "requires_payment_method"


@pytest.mark.parametrize(("path", "status", "paid"), ENDS)
def test_a_confirmation_that_the_bank_asks_about_ends_as_the_intent_does(
    page: Alone, path: str, status: str, paid: bool
) -> None:
    page.do("window.authenticate = async () => {};")
    asked = {"payment_intent": ASKED, "setup_intent": ASKED, "next_action": {"url": "https://bank.test"}}
    page.answers[f"{path}/confirm_in_browser"] = [asked]
    page.answers[f"{path}/retrieve"] = (
        [{"amount": 4000}, {"status": status}] if path == INTENT else [{"status": status}]
    )
    result = confirm(page, path)
    assert (CALLS[path][1] in result) is paid
    assert ("error" in result) is not paid


@pytest.mark.parametrize("path", CALLS)
def test_a_page_that_asks_the_bank_itself_is_given_the_question(page: Alone, path: str) -> None:
    page.do("window.authenticate = () => { throw new Error('asked'); };")
    page.answers[f"{path}/retrieve"] = [{"amount": 4000}]
    asked = {"payment_intent": ASKED, "setup_intent": ASKED, "next_action": {"url": "https://bank.test"}}
    page.answers[f"{path}/confirm_in_browser"] = [asked]
    call = f"Stripe('pk_test_1').{CALLS[path][0]}(given, {{ payment_method: 'pm_1' }}, {{ handleActions: false }})"
    assert page.value(call, SECRETS[path]) == {CALLS[path][1]: ASKED}


@pytest.mark.parametrize(
    ("status", "says"), [("succeeded", "succeeded"), ("processing", "processing"), ("requires_capture", "succeeded")]
)
def test_a_page_is_left_for_its_return_url_with_stripes_parameters(rules: Alone, status: str, says: str) -> None:
    intent = {"id": "pi_1", "status": status}
    address = rules.value("intentReturnAddress('/done?order=7#top', given, 'pi_1_secret_1')", intent)
    assert (urlsplit(address).path, urlsplit(address).fragment) == ("/done", "top")
    assert parse_qs(urlsplit(address).query) == {
        "order": ["7"],
        "payment_intent": ["pi_1"],
        "payment_intent_client_secret": ["pi_1_secret_1"],
        "redirect_status": [says],
    }


KINDS: list[tuple[str, Any, str]] = [
    ("address", None, "shippingAddress"),
    ("address", {}, "shippingAddress"),
    ("address", {"mode": "shipping"}, "shippingAddress"),
    ("address", {"mode": "billing"}, "billingAddress"),
    ("payment", {"mode": "billing"}, "payment"),
    ("cardCvc", None, "cardCvc"),
    ("iban", None, "IntegrationError"),
]


@pytest.mark.parametrize(("type", "options", "kind"), KINDS)
def test_an_element_is_of_the_kind_that_its_type_and_its_mode_say(
    rules: Alone, type: str, options: Any, kind: str
) -> None:
    script = "(async () => kindOf(given[0], given[1] ?? undefined))().catch(({ name }) => name)"
    assert rules.value(script, [type, options]) == kind


@pytest.mark.parametrize("modes", [["billing"], ["shipping"], ["billing", "shipping"], []])
def test_an_address_is_found_by_its_mode_or_without_one(rules: Alone, modes: list[str]) -> None:
    script = """(() => {
        const elements = Stripe("pk_test_1").elements();
        const made = Object.fromEntries(given.map((mode) => [mode, elements.create("address", { mode })]));
        const found = (options) => {
            const element = elements.getElement("address", options);
            return element && Object.keys(made).find((mode) => made[mode] === element);
        };
        return [found(), found({ mode: "billing" }), found({ mode: "shipping" })];
    })()"""
    first = "shipping" if "shipping" in modes else modes[0] if modes else None
    assert rules.value(script, modes) == [first, *(mode if mode in modes else None for mode in ("billing", "shipping"))]


OPTIONS: list[tuple[str, dict[str, Any], bool]] = [
    ("payment", {}, False),
    ("payment", {"mode": "payment"}, False),
    ("payment", {"mode": "setup"}, True),
    ("payment", {"mode": "subscription"}, True),
    ("payment", {"mode": "payment", "setupFutureUsage": "off_session"}, True),
    ("payment", {"clientSecret": "seti_1_secret_1"}, True),
    ("payment", {"clientSecret": "pi_1_secret_1"}, False),
    ("shippingAddress", {"mode": "setup"}, False),
]


@pytest.mark.parametrize(("kind", "options", "kept"), OPTIONS)
def test_that_a_card_is_kept_is_said_where_it_is(rules: Alone, kind: str, options: dict[str, Any], kept: bool) -> None:
    script = "intentContext('pk_test_1', given[0], { member: () => undefined }, given[1]).mandate"
    assert rules.value(script, [kind, options]) == ({"business": None} if kept else None)


@pytest.mark.parametrize(
    ("intent", "options", "ways"),
    [
        (None, {}, ["card"]),
        (None, {"paymentMethodTypes": ["amazon_pay"]}, ["amazon_pay"]),
        (None, {"allowedPaymentMethodTypes": ["a"], "paymentMethodTypes": ["b"]}, ["a"]),
        ({"payment_method_types": ["c"]}, {"allowedPaymentMethodTypes": ["a"]}, ["c"]),
    ],
)
def test_the_intent_knows_best_how_it_can_be_paid(rules: Alone, intent: Any, options: Any, ways: list[str]) -> None:
    assert rules.value("waysToPay(given[0], given[1])", [intent, options]) == ways


# Elements of an intent; what their frames are told is in `told`.
ELEMENTS_OF = """window.told = [];
    const tell = (setup) => told.push(setup.context("payment"));
    window.createElementGroup = (setup) => ({
        refresh: () => tell(setup), member: () => undefined,
        changeAppearance: (one) => told.push(["appearance", one]), loadFonts: (some) => told.push(["fonts", some]),
    });
    window.elements = Stripe("pk_test_1").elements(given);
    window.known = intentElements.get(elements);"""


def test_what_another_read_of_the_intent_brings_the_frames_are_told(page: Alone) -> None:
    read = [{"amount": amount, "payment_method_types": ways} for amount, ways in ((40, ["card"]), (50, ["amazon_pay"]))]
    page.answers[f"{INTENT}/retrieve"] = [*read, LOST]
    page.do(f"{ELEMENTS_OF} await known.ready;", {"clientSecret": SECRETS[INTENT]})
    told = "[await elements.fetchUpdates(), known.amount(), told.splice(0).map((one) => one.paymentMethodTypes)]"
    assert page.value(told) == [{}, 50, [["amazon_pay"]]]
    failed, amount, nothing = page.value(told)
    assert ("could not be reached" in failed["error"]["message"], amount, nothing) == (True, 50, [])


def test_what_is_chosen_later_is_added_to_what_was_chosen(page: Alone) -> None:
    page.do(ELEMENTS_OF, {"mode": "payment", "amount": 4000, "currency": "usd"})
    page.do("window.ended = 0; elements.on('update-end', () => { ended += 1; });")
    changes = [{"amount": 5000}, {"setupFutureUsage": "off_session"}, {"appearance": {"theme": "night"}, "fonts": [{}]}]
    page.do("for (const one of given) await elements.update(one);", changes)
    chosen = {"mode": "payment", "amount": 5000, "currency": "usd", "setupFutureUsage": "off_session"}
    assert page.value("[known.options(), known.amount(), ended]") == [chosen | changes[-1], 5000, 3]
    plain, kept, *look, last = page.value("told")
    assert (plain["mandate"], kept["mandate"], last["mandate"]) == (None, {"business": None}, {"business": None})
    assert look == [["appearance", {"theme": "night"}], ["fonts", [{}]]]
