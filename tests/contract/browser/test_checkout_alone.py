"""A checkout in a shop's page: what frames are told of the session, what is sent, what becomes of a lost answer."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from .alone import LOST, Alone, stands_alone
from .frames import LONDON

SESSION, INIT, CONFIRM = (f"/v1/payment_pages/cs_1{part}" for part in ("", "/init", "/confirm"))
ADA = {"name": "Ada", "address": LONDON}
BOB = {"name": "Bob", "address": LONDON | {"city": "Bath"}}
BUSY = "Your payment is being processed. Please wait."


def page_of(status: str = "open", **more: Any) -> dict[str, Any]:
    """What the server says of a session; what is of the session itself goes by `session`."""
    session: dict[str, Any] = {
        "id": "cs_1",
        "status": {"type": status},
        "currency": "usd",
        "minorUnitsAmountDivisor": 100,
        "total": {"total": {"minorUnitsAmount": 4000, "amount": "$40.00"}},
        "email": None,
        "phoneNumber": None,
        "billingAddress": None,
        "shippingAddress": None,
        "lastPaymentError": None,
        "lineItems": [],
        "recurring": None,
    }
    usual: dict[str, Any] = {
        "ui_mode": "elements",
        "mode": "payment",
        "return_url": None,
        "payment_method_required": True,
        "payment_method_types": ["card"],
        "allowed_countries": ["GB"],
        "collect_phone_number": True,
        "allow_promotion_codes": True,
        "last_payment_error_code": None,
        "permissions": {
            "update_discounts": "client_only",
            "update_line_items": "client_only",
            "update_shipping_details": "client_only",
        },
    }
    return usual | more | {"session": session | more.get("session", {})}


@pytest.fixture(scope="module")
def rules(browser: Browser) -> Iterator[Alone]:
    """Functions that keep nothing, so that one page serves all."""
    with stands_alone(browser) as opened:
        opened.load("stripe.js")
        yield opened


@pytest.fixture
def page(alone: Alone) -> Alone:
    alone.load("stripe.js", body='<button>Pay</button><div id="payment"></div>')
    alone.answers[INIT] = [page_of()]
    return alone


def opened(page: Alone) -> Alone:
    """A checkout whose actions are there."""
    page.do("""window.sdk = Stripe("pk_test_1").initCheckoutElementsSdk({ clientSecret: "cs_1_secret_1" });
        window.actions = (await sdk.loadActions()).actions;""")  # fmt: skip
    return page


def confirmed(page: Alone, **chosen: Any) -> Any:
    return page.value("actions.confirm(given)", {"paymentMethod": "pm_1", "redirect": "if_required"} | chosen)


CONTEXTS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("payment", {}, {"contact": None, "mandate": None, "collectsName": False, "paymentRequired": True}),
    ("payment", {"payment_method_required": False}, {"paymentRequired": False}),
    ("payment", {"payment_method_types": ["amazon_pay"]}, {"paymentMethodTypes": ["amazon_pay"]}),
    ("payment", {"ui_mode": "hosted_page"}, {"collectsName": True}),
    ("payment", {"ui_mode": "embedded_page"}, {"collectsName": True}),
    ("payment", {"mode": "subscription", "session": {"businessName": "Tea"}}, {"mandate": {"business": "Tea"}}),
    ("payment", {"mode": "setup"}, {"mandate": {"business": None}}),
    ("payment", {}, {"allowedCountries": None, "collectsPhone": False}),
    ("billingAddress", {}, {"allowedCountries": None, "collectsPhone": False}),
    ("shippingAddress", {}, {"allowedCountries": ["GB"], "collectsPhone": True}),
    ("shippingAddress", {"collect_phone_number": False}, {"collectsPhone": False}),
    ("shippingAddress", {"session": {"shippingAddress": ADA, "billingAddress": BOB, "phoneNumber": "020"}},
     {"contact": ADA | {"phone": "020"}}),
    ("billingAddress", {"session": {"shippingAddress": ADA, "billingAddress": BOB, "phoneNumber": "020"}},
     {"contact": BOB | {"phone": "020"}}),
    ("payment", {"session": {"shippingAddress": ADA}}, {"contact": None}),
    ("contactDetails", {"session": {"email": "ada@example.com"}}, {"email": "ada@example.com"}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "of_page", "told"), CONTEXTS)
def test_each_frame_is_told_what_it_needs_of_the_session(
    rules: Alone, kind: str, of_page: dict[str, Any], told: dict[str, Any]
) -> None:
    script = "frameContext('pk_test_1', given[0], given[1], { member: () => undefined })"
    context = rules.value(script, [kind, page_of(**of_page)])
    assert {name: context[name] for name in told} == told


def test_a_frame_that_is_there_before_the_session_asks_for_a_card(rules: Alone) -> None:
    context = rules.value("frameContext('pk_test_1', 'payment', null, { member: () => ({ mounted: () => true }) })")
    assert (context["paymentRequired"], context["paymentMethodTypes"]) == (True, ["card"])
    assert context["collectsBillingAddress"] is False
    assert (context["email"], context["mandate"], context["collectsName"]) == (None, None, False)


DEFAULTS = {"phoneNumber": "020", "billingAddress": BOB, "shippingAddress": ADA}
SERVERS = {"permissions": page_of()["permissions"] | {"update_shipping_details": "server_only"}}


@pytest.mark.parametrize(
    ("defaults", "known", "sent"),
    [
        (None, {}, []),
        (DEFAULTS, {}, [{"phone_number": "020"}, {"billing_address": BOB}, {"shipping_address": ADA}]),
        (DEFAULTS, {"phoneNumber": "030"}, [{"billing_address": BOB}, {"shipping_address": ADA}]),
        (DEFAULTS, {"billingAddress": ADA, "shippingAddress": ADA}, [{"phone_number": "020"}]),
    ],
)
def test_what_the_page_knows_is_sent_where_the_session_does_not(
    rules: Alone, defaults: Any, known: dict[str, Any], sent: list[Any]
) -> None:
    script = """(async () => {
        const sent = [];
        await applyDefaults(given[0] ?? undefined, given[1], async (body) => { sent.push(body); });
        return sent;
    })()"""
    assert rules.value(script, [defaults, page_of(session=known)]) == sent


def test_a_shipping_address_that_only_the_server_may_change_is_a_mistake_of_the_page(rules: Alone) -> None:
    script = "applyDefaults(given[0], given[1], async () => {}).then(() => 'fine', ({ name }) => name)"
    assert rules.value(script, [{"shippingAddress": ADA}, page_of(**SERVERS)]) == "IntegrationError"
    assert rules.value(script, [{"billingAddress": ADA}, page_of(**SERVERS)]) == "fine"


PARTS: list[tuple[str, dict[str, Any], dict[str, Any], Any]] = [
    ("contactDetails", {"email": "ada@example.com"}, {}, {"email": "ada@example.com"}),
    ("contactDetails", {"email": "ada@example.com"}, {"session": {"email": "ada@example.com"}}, None),
    ("billingAddress", ADA, {}, {"billing_address": ADA}),
    ("billingAddress", ADA, {"session": {"billingAddress": ADA, "shippingAddress": BOB}}, None),
    ("billingAddress", ADA, {"session": {"billingAddress": BOB, "shippingAddress": ADA}}, {"billing_address": ADA}),
    ("shippingAddress", ADA, {}, {"shipping_address": ADA}),
    ("shippingAddress", ADA, {"session": {"shippingAddress": ADA, "billingAddress": BOB}}, None),
    ("shippingAddress", ADA | {"phone": "020"}, {"session": {"shippingAddress": ADA}}, {"phone_number": "020"}),
    ("shippingAddress", ADA | {"phone": "020"}, {"session": {"shippingAddress": ADA, "phoneNumber": "020"}}, None),
    ("shippingAddress", ADA, SERVERS, None),
    ("shippingAddress", ADA | {"phone": "020"}, SERVERS, {"phone_number": "020"}),
    ("payment", {"type": "card"}, {}, None),
]


@pytest.mark.parametrize(("kind", "value", "of_page", "part"), PARTS)
def test_an_element_changes_in_the_session_what_is_different_there(
    rules: Alone, kind: str, value: dict[str, Any], of_page: dict[str, Any], part: Any
) -> None:
    script = "sessionPart(given[0], { value: { value: given[1] } }, given[2])"
    assert rules.value(script, [kind, value, page_of(**of_page)]) == part


CONFIRMABLE: list[tuple[dict[str, Any], dict[str, Any], bool]] = [
    ({"return_url": "/done"}, {}, True),
    ({"return_url": "/done"}, {"returnUrl": "/there"}, False),
    ({}, {"returnUrl": "/there"}, True),
    ({}, {}, False),
    ({}, {"redirect": "if_required"}, True),
    ({"without_form": True}, {"redirect": "if_required"}, False),
    ({"without_form": True}, {"redirect": "if_required", "paymentMethod": "pm_1"}, True),
    ({"without_form": True, "payment_method_required": False}, {"redirect": "if_required"}, True),
]


@pytest.mark.parametrize(("of_page", "chosen", "fine"), CONFIRMABLE)
def test_what_a_page_may_confirm_with(
    rules: Alone, of_page: dict[str, Any], chosen: dict[str, Any], fine: bool
) -> None:
    script = """(() => {
        const mounted = () => !given[0].without_form;
        const checkout = { state: { page: () => given[0] }, group: { member: () => ({ mounted }) } };
        try { requireConfirmable(checkout, given[1]); } catch ({ name }) { return name; }
        return "fine";
    })()"""
    said = rules.value(script, [page_of(**of_page), chosen])
    assert said == ("fine" if fine else "IntegrationError")


KNOWN = {"email": "ada@example.com", "phoneNumber": "020", "billingAddress": BOB}


@pytest.mark.parametrize(
    ("chosen", "details"),
    [
        ({}, {"name": "Bob", "email": "ada@example.com", "phone": "020", "address": BOB["address"]}),
        (
            {"email": "b@example.com", "phoneNumber": "030", "billingAddress": ADA},
            {"name": "Ada", "email": "b@example.com", "phone": "030", "address": LONDON},
        ),
    ],
)
def test_a_payment_method_is_of_whom_the_session_or_the_page_says(
    rules: Alone, chosen: dict[str, Any], details: dict[str, Any]
) -> None:
    script = """(async () => {
        let details = null;
        const createPaymentMethod = async (given) => { details = given; return { id: "pm_typed" }; };
        const group = { member: () => ({ createPaymentMethod }) };
        const body = await detailsToConfirm({ state: { page: () => given[0] }, group }, given[1]);
        return [details, body];
    })()"""
    made, body = rules.value(script, [page_of(session=KNOWN), chosen])
    assert (made, body["payment_method"]) == (details, "pm_typed")
    kept, body = rules.value(script, [page_of(session=KNOWN), chosen | {"paymentMethod": "pm_kept"}])
    assert (kept, body["payment_method"]) == (None, "pm_kept")


def test_a_confirmation_says_what_was_seen_and_what_the_page_knows(page: Alone) -> None:
    page.answers[CONFIRM] = [{"page": page_of("complete"), "next_action": None}]
    chosen = {"email": "a@example.com", "phoneNumber": "020", "billingAddress": ADA, "shippingAddress": BOB}
    result = confirmed(opened(page), **chosen, savePaymentMethod=True)
    assert (result["type"], result["session"]["status"]) == ("success", {"type": "complete"})
    assert page.bodies(CONFIRM) == [{
        "key": "pk_test_1", "client_secret": "cs_1_secret_1", "expected_amount": 4000, "payment_method": "pm_1",
        "email": "a@example.com", "phone_number": "020", "billing_address": ADA, "shipping_address": BOB,
        "save_payment_method": True,
    }]  # fmt: skip


@pytest.mark.parametrize(("status", "type"), [("complete", "success"), ("open", "error"), ("expired", "error")])
def test_after_a_lost_answer_the_session_has_the_last_word(page: Alone, status: str, type: str) -> None:
    page.answers[INIT] = [page_of(), page_of(status)]
    page.answers[CONFIRM] = [LOST]
    result = confirmed(opened(page))
    assert result["type"] == type
    assert (page.value("actions.getSession().status.type"), len(page.bodies(INIT))) == (status, 2)
    if type == "error":
        assert (result["error"]["code"], "could not be reached" in result["error"]["message"]) == (None, True)


def test_where_nothing_answers_any_more_the_first_error_is_said_and_it_can_be_tried_again(page: Alone) -> None:
    page.answers[INIT] = [page_of(), LOST]
    page.answers[CONFIRM] = [LOST, {"page": page_of("complete"), "next_action": None}]
    assert "could not be reached" in confirmed(opened(page))["error"]["message"]
    assert confirmed(page)["type"] == "success"


def test_while_it_is_paid_nothing_else_is_done(page: Alone) -> None:
    page.answers[INIT] = [page_of(), page_of("complete")]
    page.answers[CONFIRM] = [{"page": page_of(), "next_action": {"url": "https://bank.test"}}]
    page.do("""window.bank = Promise.withResolvers();
        window.authenticate = () => { bank.asked = true; return bank.promise; };""")
    opened(page).do("window.paying = actions.confirm(given)", {"paymentMethod": "pm_1", "redirect": "if_required"})
    page.page.wait_for_function("() => bank.asked")
    assert page.value("actions.getSession().canConfirm") is False
    update = "actions.runServerUpdate(async () => { window.ran = true; })"
    assert page.value(f"{update}.then(({{ error }}) => [error.message, !!window.ran])") == [BUSY, False]
    assert confirmed(page)["error"]["message"] == BUSY
    assert page.value("actions.updateBillingAddress(null)")["error"]["message"] == BUSY
    assert page.value("actions.applyPromotionCode('TEA')")["error"]["message"] == BUSY
    page.do("bank.resolve()")
    assert page.value("paying")["type"] == "success"
    assert (page.bodies(SESSION), len(page.bodies(CONFIRM))) == ([], 1)


def test_the_actions_are_loaded_once(page: Alone) -> None:
    opened(page).do("await Promise.all([sdk.loadActions(), sdk.loadActions()])")
    assert len(page.bodies(INIT)) == 1


def test_only_what_the_page_asked_for_is_in_the_way_of_a_payment(page: Alone) -> None:
    page.answers[SESSION] = [page_of()]
    page.do("""const server = createServer(SERVER_ADDRESS, "pk_test_1");
        window.checkout = createCheckout(server, "pk_test_1", { clientSecret: "cs_1_secret_1" });
        await checkout.load();""")
    state = "[checkout.queue.length(), checkout.sync.running(), checkout.actionsPending()]"
    begun = """(async () => {
        checkout.sync.take("contactDetails", { complete: true, value: { value: { email: "ada@example.com" } } });
        window.settled = checkout.sync.settle();
        for (let turn = 0; turn < 20; turn += 1) await null;
        const sent = %s;
        window.updated = checkout.update({ phone_number: "020" });
        return [sent, %s];
    })()"""
    assert page.value(begun % (state, state)) == [[1, 1, False], [2, 1, True]]
    page.do("await settled; await updated;")
    assert page.value(state) == [0, 0, False]
    assert [body.get("email") or body["phone_number"] for body in page.bodies(SESSION)] == ["ada@example.com", "020"]


# What an element holds is sent; a test ends each sending.
SYNC = """(async () => {
    const sent = [], ends = [];
    const send = (body) => {
        sent.push(body.email);
        return new Promise((resolve) => ends.push(resolve));
    };
    const sync = createElementSync({ page: () => given, publish() {} }, send);
    const change = (email) => ({ complete: email.includes("@"), value: { value: { email } } });
    const typed = (email) => sync.take("contactDetails", change(email));
    const turns = async () => { for (let turn = 0; turn < 20; turn += 1) await null; };
    %s
    return sent;
})()"""


@pytest.mark.parametrize(
    ("happens", "sent"),
    [
        ("typed('a@b.co'); sync.settle(); await turns(); ends[0](); await sync.settle();", ["a@b.co"]),
        ("typed('a@b.co'); sync.settle(); await turns(); sync.settle(); await turns();", ["a@b.co"]),
        ("typed('a@b.co'); typed('a@b.com'); sync.settle(); await turns();", ["a@b.com"]),
        ("typed('a@b.co'); typed('a'); await sync.settle();", []),
        (
            """typed('a@b.co'); sync.settle(); await turns(); typed('a@b.com'); ends[0](); await turns();
            sync.settle(); await turns();""",
            ["a@b.co", "a@b.com"],
        ),
    ],
)
def test_what_is_typed_last_is_sent_and_nothing_twice(rules: Alone, happens: str, sent: list[str]) -> None:
    assert rules.value(SYNC % happens, page_of()) == sent


FRAME = "iframe[title='Secure payment input frame']"
CARD = {"number": "4242424242424242", "expiry": "1234", "code": "123", "country": "US", "postal": "94107"}


@pytest.fixture
def element(page: Alone) -> Alone:
    """A Payment Element on the page, of elements that need no server."""
    page.do("""window.elements = Stripe("pk_test_1").elements({ mode: "payment", amount: 4000, currency: "usd" });
        window.payment = elements.create("payment");
        const ready = new Promise((resolve) => payment.on("ready", resolve));
        payment.mount("#payment");
        await ready;""")  # fmt: skip
    return page


def test_another_look_and_other_typefaces_reach_a_frame_that_is_there(element: Alone) -> None:
    frame = element.page.frame_locator(FRAME)
    expect(frame.locator("html")).to_have_css("color-scheme", "light")
    element.do("await elements.update({ appearance: { theme: 'night' } })")
    expect(frame.locator("html")).to_have_css("color-scheme", "dark")
    element.do("await elements.update({ fonts: [{ cssSrc: 'data:text/css,' }] })")
    expect(frame.locator("link[href='data:text/css,']")).to_have_count(1)


def test_typefaces_that_come_later_reach_the_frames_of_a_checkout(page: Alone) -> None:
    opened(page).do("""const payment = sdk.createPaymentElement();
        const ready = new Promise((resolve) => payment.on("ready", resolve));
        payment.mount("#payment");
        await ready;
        sdk.loadFonts([{ cssSrc: "data:text/css,a" }]);
        sdk.loadFonts([{ cssSrc: "data:text/css,b" }]);""")  # fmt: skip
    links = page.page.frame_locator(FRAME).locator("link[href^='data:text/css']")
    expect(links).to_have_count(2)


def test_what_was_typed_goes_with_its_frame(element: Alone) -> None:
    complete = "intentElements.get(elements).group.member('payment').state().complete"
    element.do("await LocalStripe.fillCard(given)", CARD)
    element.page.wait_for_function(f"() => {complete}")
    forms = "intentElements.get(elements).group.forms().length"
    assert element.value(forms) == 1
    element.do("payment.unmount()")
    assert element.value(complete) is False
    assert element.value(forms) == 0
    element.do("payment.mount('#payment')")
    expect(element.page.frame_locator(FRAME).get_by_label("Card number")).to_have_value("")
    assert element.value(complete) is False
    again = "(() => { payment.destroy(); try { payment.mount('#payment'); } catch ({ name }) { return name; } })()"
    assert element.value(again) == "IntegrationError"
