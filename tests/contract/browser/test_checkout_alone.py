"""A checkout in a shop's page: what frames are told of the session, and what is sent to it."""

from typing import Any

import pytest
from playwright.sync_api import expect

from .alone import Alone
from .checkouts import ADA, BOB, INIT, SESSION, opened, page_of


@pytest.fixture
def page(alone: Alone) -> Alone:
    alone.load("stripe.js", body='<button>Pay</button><div id="payment"></div>')
    alone.answers[INIT] = [page_of()]
    return alone


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


@pytest.mark.parametrize("part", ["name", *ADA["address"]])
def test_an_address_is_another_as_soon_as_one_part_of_it_is(rules: Alone, part: str) -> None:
    whole = {"name": "Ada", "address": dict.fromkeys(ADA["address"], "known")}
    own = {"name": "Bob"} if part == "name" else {"address": whole["address"] | {part: "typed"}}
    script = "['billingAddress', 'shippingAddress'].map((kind) => sessionPart(kind, given[0], given[1]))"
    known = page_of(session={"billingAddress": whole, "shippingAddress": whole})
    typed = {"value": {"value": whole | own}}
    assert rules.value(script, [typed, known]) == [{"billing_address": whole | own}, {"shipping_address": whole | own}]


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
    const sent = [], ends = [], fails = [];
    const send = (body) => {
        sent.push(body.email);
        return new Promise((resolve, reject) => (ends.push(resolve), fails.push(reject)));
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
        (
            """typed('a@b.co'); sync.settle().catch(() => {}); await turns(); fails[0](); await turns();
            sync.settle(); await turns();""",
            ["a@b.co", "a@b.co"],
        ),
    ],
)
def test_what_is_typed_last_is_sent_and_nothing_twice(rules: Alone, happens: str, sent: list[str]) -> None:
    assert rules.value(SYNC % happens, page_of()) == sent


@pytest.mark.parametrize(
    ("happens", "busy"),
    [
        ("typed('a@b.co');", True),
        ("typed('a@b.co'); typed('a');", False),
        ("typed('a@b.co'); sync.settle(); await turns();", True),
        ("typed('a@b.co'); sync.settle(); await turns(); ends[0](); await turns();", False),
        ("typed('a@b.co'); sync.settle().catch(() => {}); await turns(); fails[0](); await turns();", False),
    ],
)
def test_it_is_busy_until_what_was_typed_is_sent(rules: Alone, happens: str, busy: bool) -> None:
    assert rules.value(SYNC % f"{happens} sent.push(sync.busy());", page_of())[-1] is busy


def test_an_email_that_is_typed_before_the_session_is_there_is_told_to_it(page: Alone) -> None:
    page.answers[SESSION] = [page_of(session={"email": "ada@example.com"})]
    page.do("""window.secret = Promise.withResolvers();
        window.sdk = Stripe("pk_test_1").initCheckoutElementsSdk({ clientSecret: secret.promise });
        window.loading = sdk.loadActions();
        sdk.createContactDetailsElement().mount("#payment");""")  # fmt: skip
    email = page.page.frame_locator("iframe[title='Secure email input frame']").get_by_label("Email")
    email.fill("ada@example.com")
    email.blur()
    assert page.asked == []
    page.do("secret.resolve('cs_1_secret_1'); window.actions = (await loading).actions;")
    page.page.wait_for_function("() => actions.getSession().email === 'ada@example.com'")
    expect(email).to_have_value("ada@example.com")
    assert [body["email"] for body in page.bodies(SESSION)] == ["ada@example.com"]


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
