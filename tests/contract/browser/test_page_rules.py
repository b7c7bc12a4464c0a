"""What Stripe.js in a shop's page is made of, function by function: who hears what, in which order, in which words."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from .alone import ADDRESS, LOST, Alone, stands_alone

HEARD = """(() => {
    const heard = [];
    const { on, once, off, emit } = createListeners();
    const one = (detail) => heard.push(`one ${detail}`), other = (detail) => heard.push(`other ${detail}`);
    %s
    return heard;
})()"""


@pytest.mark.parametrize(
    ("happens", "heard"),
    [
        ("on('change', one); emit('change', 1); emit('ready', 2); emit('change', 3)", ["one 1", "one 3"]),
        ("once('change', one); on('change', other); emit('change', 1); emit('change', 2)",
         ["one 1", "other 1", "other 2"]),
        ("once('change', one); emit('ready', 1); emit('change', 2)", ["one 2"]),
        ("on('change', one); on('change', other); off('change', one); emit('change', 1)", ["other 1"]),
        ("on('change', one); on('ready', one); off('change', one); emit('ready', 1)", ["one 1"]),
        ("on('change', one); on('change', other); on('ready', one); off('change'); emit('change', 1); emit('ready', 2)",
         ["one 2"]),
        ("on('change', () => on('change', other)); emit('change', 1)", []),
        ("on('change', () => off('change', one)); on('change', one); emit('change', 1); emit('change', 2)", ["one 1"]),
    ],
)  # fmt: skip
def test_who_listens_hears_until_they_stop(rules: Alone, happens: str, heard: list[str]) -> None:
    assert rules.value(HEARD % happens) == heard


def test_one_that_fails_keeps_nobody_from_hearing(rules: Alone) -> None:
    fails = "on('change', () => { throw new Error('broken'); }); on('change', one); emit('change', 1)"
    assert rules.value(HEARD % fails) == ["one 1"]
    assert ["broken" in error for error in rules.errors] == [True]


def test_updates_go_on_after_one_that_is_refused_which_is_told_to_its_own_caller(rules: Alone) -> None:
    told = rules.value("""(async () => {
        const told = [];
        const queue = createUpdateQueue(() => told.push(queue.length()));
        const no = queue.run(async () => { throw new Error("no"); }).catch(({ message }) => told.push(message));
        const yes = queue.run(async () => "yes").then((value) => told.push(value), () => told.push("no to both"));
        await Promise.all([no, yes]);
        return told;
    })()""")
    assert told == [1, 2, 1, "no", 0, "yes"]


CHANNEL = """(async () => {
    const heard = [], { promise, resolve } = Promise.withResolvers();
    const hear = (event, detail) => (event === "last" ? resolve() : heard.push([event, detail]));
    const answer = (method, given) => {
        if (method === "refuse") throw new StripeFailure({ type: "card_error", message: "No." });
        return method === "wait" ? new Promise(() => {}) : [method, given];
    };
    const channel = openChannel({ id: "ours", peer: () => window, origin: "*", hear, answer });
    const failed = (failure) => [failure.name, failure.error?.type ?? null];
    try {
        %s
    } finally {
        channel.close();
    }
})()"""


def test_only_the_other_window_is_heard_and_only_by_the_channels_name(rules: Alone) -> None:
    heard = rules.value(CHANNEL % """
        const stranger = document.body.appendChild(document.createElement("iframe"));
        stranger.contentWindow.eval(`parent.postMessage({ channel: "ours", event: "stranger" }, "*")`);
        for (const said of [{ channel: "theirs", event: "other" }, null, "text", { event: "nameless" }])
            postMessage(said, "*");
        channel.notify("own", 1);
        channel.notify("last");
        await promise;
        stranger.remove();
        return heard;
    """)  # fmt: skip
    assert heard == [["own", 1]]


def test_a_call_is_answered_or_refused(rules: Alone) -> None:
    answers = rules.value(CHANNEL % """
        return [await channel.call("echo", 1), await channel.call("refuse").catch(failed)];
    """)  # fmt: skip
    assert answers == [["echo", 1], ["StripeFailure", "card_error"]]


def test_nobody_waits_for_a_channel_that_is_closed(rules: Alone) -> None:
    ended = rules.value(CHANNEL % """
        const waiting = channel.call("wait").catch(failed);
        channel.close();
        return Promise.race([waiting, new Promise((resolve) => setTimeout(() => resolve("waits")))]);
    """)  # fmt: skip
    assert ended == ["IntegrationError", None]


UNREACHABLE = "The payment service could not be reached. Please check your connection and try again."
POST = """createServer(given, "pk_test_1").post("/v1/asked", { a: 1 }).catch((failure) => {
    const { type, message } = asStripeError(failure);
    return [type, message];
})"""


@pytest.mark.parametrize(
    ("answer", "comes"),
    [
        ({"id": 1}, {"id": 1}),
        (LOST, ["api_connection_error", UNREACHABLE]),
        ("<html>Bad gateway</html>", ["api_connection_error", UNREACHABLE]),
        ({"error": {"type": "card_error", "code": "expired_card", "message": "?"}},
         ["card_error", "Your card has expired."]),
        ({"error": {"type": "card_error", "code": "card_declined", "decline_code": "insufficient_funds"}},
         ["card_error", "Your card has insufficient funds."]),
        ({"error": {"type": "card_error", "code": "card_declined", "decline_code": "unheard_of"}},
         ["card_error", "Your card was declined."]),
        ({"error": {"type": "invalid_request_error", "code": "unheard_of", "message": "For the developer."}},
         ["invalid_request_error", "For the developer."]),
    ],
)  # fmt: skip
def test_a_call_to_the_server_gives_its_answer_or_says_why_there_is_none(rules: Alone, answer: Any, comes: Any) -> None:
    rules.answers["/v1/asked"] = [answer]
    assert rules.value(POST, ADDRESS) == comes
    assert rules.bodies("/v1/asked")[-1] == {"key": "pk_test_1", "a": 1}


SOMETHING = "Something went wrong. Please try again."
FAILURES: list[tuple[str, dict[str, Any], str]] = [
    ("new StripeFailure({ type: 'card_error', message: 'Declined.' })",
     {"type": "card_error", "message": "Declined."}, "Declined."),
    ("new StripeFailure({ type: 'card_error' })", {"type": "card_error"}, SOMETHING),
    ("new IntegrationError('No element.')", {"type": "api_error", "message": "No element."}, "No element."),
    ("new Error()", {"type": "api_error", "message": SOMETHING}, SOMETHING),
    ("'thrown'", {"type": "api_error", "message": SOMETHING}, SOMETHING),
    ("undefined", {"type": "api_error", "message": SOMETHING}, SOMETHING),
]  # fmt: skip


@pytest.mark.parametrize(("failure", "error", "message"), FAILURES)
def test_whatever_is_thrown_is_told_as_stripe_tells_errors(
    rules: Alone, failure: str, error: dict[str, Any], message: str
) -> None:
    assert rules.value(f"[asStripeError({failure}), messageOf({failure})]") == [error, message]


KEYS = {"pk_test_1": True, "": False, "sk_test_1": False, "pk_live_1": False, "1_pk_test": False}


@pytest.mark.parametrize("key", KEYS)
def test_only_a_publishable_key_for_tests_is_taken(rules: Alone, key: str) -> None:
    taken = "(async () => { Stripe(given); return true; })().catch(({ name }) => name !== 'IntegrationError')"
    assert rules.value(taken, key) is KEYS[key]


@pytest.mark.parametrize(
    "call",
    [
        "createPaymentMethod({ type: 'card', card: {} })",
        "createPaymentMethod('card', {})",
        "confirmCardPayment('pi_1_secret_1', { payment_method: { card: {} } })",
        "confirmCardPayment('seti_1_secret_1', { payment_method: 'pm_1' })",
        "confirmCardSetup('seti_1_secret_1', { payment_method: { card: {} } })",
        "confirmCardSetup('pi_1_secret_1', { payment_method: 'pm_1' })",
    ],
)
def test_a_mistake_of_the_page_rejects_and_is_no_answer_for_a_shopper(rules: Alone, call: str) -> None:
    assert rules.value(f"Stripe('pk_test_1').{call}.catch(({{ name }}) => name)") == "IntegrationError"


def test_what_a_page_is_given_of_the_session_is_its_own(rules: Alone) -> None:
    seen = rules.value("""(() => {
        const state = createCheckoutState(() => true);
        state.replace({ session: { status: { type: "open" }, total: { total: { minorUnitsAmount: 4000 } } } });
        state.session().total.total.minorUnitsAmount = 1;
        return state.session().total.total.minorUnitsAmount;
    })()""")
    assert seen == 4000


def test_a_change_is_told_once_and_only_where_there_is_one(rules: Alone) -> None:
    told = rules.value("""(() => {
        const told = [];
        let ready = false;
        const state = createCheckoutState(() => ready);
        state.on("change", ({ canConfirm, id }) => told.push([id, canConfirm]));
        const page = (id, type = "open") => ({ session: { id, status: { type } } });
        state.publish();
        state.replace(page(1)); state.publish(); state.publish();
        ready = true; state.publish(); state.publish();
        state.replace(page(2)); state.publish();
        state.replace(page(3, "complete")); state.publish();
        return told;
    })()""")
    assert told == [[1, False], [1, True], [2, True], [3, False]]


@pytest.fixture(scope="module")
def spoken(browser: Browser) -> Iterator[Alone]:
    """A page in a browser that would like German."""
    with stands_alone(browser, "de-DE") as page:
        page.load("stripe.js", languages=("en", "de", "ja"))
        yield page


LOCALES = {
    "de": "de", "DE": "de", "de-AT": "de", "de_CH": "de", "ja-JP": "ja", "en-GB": "en",
    "fr": "en", "auto": "de", "": "de",
}  # fmt: skip


def test_a_locale_is_answered_in_the_nearest_language(spoken: Alone) -> None:
    assert spoken.value("given.map((locale) => languageFor(locale))", list(LOCALES)) == list(LOCALES.values())
    assert spoken.value("languageFor(null)") == "de"


@pytest.mark.parametrize(
    ("language", "name", "places", "said"),
    [
        ("en", "trial.free", {"count": 1}, "1 day free"),
        ("en", "trial.free", {"count": 14}, "14 days free"),
        ("de", "trial.free", {"count": 1}, "1 Tag kostenlos"),
        ("de", "trial.free", {"count": 0}, "0 Tage kostenlos"),
        ("ja", "often.month", {"count": 1}, "／月"),
        ("ja", "often.month", {"count": 3}, "／3か月ごと"),
        ("en", "totals.discount", {"name": "TEN {percent}", "percent": 10}, "TEN {percent} (10% off)"),
        ("en", "nobody.says", {}, "nobody.says"),
    ],
)
def test_a_sentence_has_the_form_of_its_number_and_what_belongs_into_it(
    spoken: Alone, language: str, name: str, places: Any, said: str
) -> None:
    assert spoken.value("(speak(given[0]), say(given[1], given[2]))", [language, name, places]) == said


@pytest.mark.parametrize(
    ("currency", "divisor", "amount", "written"),
    [("usd", 100, 4000, "40,00\xa0$"), ("jpy", 1, 4000, "4.000\xa0¥"), ("kwd", 1000, 4005, "4,005\xa0KWD")],
)
def test_each_amount_of_a_session_is_written_as_its_reader_writes_it(
    spoken: Alone, currency: str, divisor: int, amount: int, written: str
) -> None:
    english = {"minorUnitsAmount": amount, "amount": "in English"}
    page = {
        "last_payment_error_code": "expired_card",
        "session": {
            "currency": currency,
            "minorUnitsAmountDivisor": divisor,
            "total": {"total": english},
            "lineItems": [{"name": "Tea", "subtotal": english}],
            "recurring": None,
            "lastPaymentError": {"message": "in English"},
        },
    }
    spoken.do("speak('de')")
    shown = spoken.value("spokenPage(given)", page)["session"]
    for found in (shown["total"]["total"], shown["lineItems"][0]["subtotal"]):
        assert found == {"minorUnitsAmount": amount, "amount": written}
    assert (shown["recurring"], shown["lineItems"][0]["name"]) == (None, "Tea")
    assert shown["lastPaymentError"]["message"] == "Ihre Karte ist abgelaufen."
    spoken.do("speak('en')")
    assert spoken.value("spokenPage(given)", page) == page


def test_before_acacia_elements_were_made_by_their_type(alone: Alone) -> None:
    alone.load("stripe.js", train="v3")
    made = """(() => {
        const asked = [];
        const sdk = new Proxy({}, { get: (_, name) => (options) => { asked.push([name, options ?? null]); } });
        const { createElement, getElement } = elementsByType(sdk);
        for (const [type, options] of given) createElement(type, options);
        for (const [type, { mode } = {}] of given) getElement(type, mode);
        return asked;
    })()"""
    given = [
        ["payment", {"layout": "tabs"}],
        ["expressCheckout", {"buttonHeight": 40}],
        ["currencySelector"],
        ["address", {"mode": "billing", "fields": {}}],
        ["address", {"mode": "shipping"}],
    ]
    assert alone.value(made, given) == [
        ["createPaymentElement", {"layout": "tabs"}],
        ["createExpressCheckoutElement", {"buttonHeight": 40}],
        ["createCurrencySelectorElement", None],
        ["createBillingAddressElement", {"fields": {}}],
        ["createShippingAddressElement", {}],
        ["getPaymentElement", None],
        ["getExpressCheckoutElement", None],
        ["getCurrencySelectorElement", None],
        ["getBillingAddressElement", None],
        ["getShippingAddressElement", None],
    ]
