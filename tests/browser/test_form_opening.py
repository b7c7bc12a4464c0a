"""Before there is a form, why there is none, and what happens to one that is there."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.form import INTENT, SESSION, Form
from tests.browser.scripted import FRAME_MS, session

OPENING = "Opening the payment form…"
ELSEWHERE = "A payment is on its way. If it doesn't come about, you can pay here in a moment."
NOT_LOADED = "The payment form could not be loaded."
RENEWED = "This form had ended, so here is a new one. Please type your card again."
BETAS = {"betas": ["custom_checkout_server_updates_1"], "locale": "auto"}


def look(number: int, theme: str) -> dict[str, Any]:
    """The look that the page's tokens make; a theme's tokens end in its number."""
    return {
        "theme": theme,
        "variables": {
            "colorPrimary": f"#a{number}",
            "colorBackground": f"#c{number}",
            "colorText": f"#1{number}",
            "colorTextSecondary": f"#9{number}",
            "colorTextPlaceholder": f"#9{number}",
            "colorDanger": f"#b{number}",
            "fontFamily": "Inter, system-ui, sans-serif",
            "fontSizeBase": "16px",
            "borderRadius": "10px",
            "spacingUnit": "4px",
        },
        "rules": {
            ".Input": {"border": f"1px solid #f{number}", "boxShadow": "none"},
            ".Input:focus": {
                "borderColor": f"#a{number}",
                "boxShadow": "none",
                "outline": f"2px solid #a{number}",
                "outlineOffset": "2px",
            },
            ".Input--invalid": {"border": f"1px solid #b{number}", "boxShadow": "none"},
            ".Label": {"color": f"#1{number}", "fontSize": "15px"},
        },
    }


LIGHT, DARK = look(1, "stripe"), look(2, "night")
FONTS = [{"family": "Inter", "src": "url(http://store.test/fonts/inter.woff2)", "weight": "100 900"}]
TURN_DARK = "document.documentElement.className = 'dark'; window.answer({ dark: true });"


@pytest.mark.parametrize(("placing", "sentence"), [(0, OPENING), (1, ELSEWHERE), (7, ELSEWHERE)])
def test_while_there_is_none_pay_is_closed_and_after_a_moment_says_why(form: Form, placing: int, sentence: str):
    form.visit(secret="", placing=placing)
    assert form.state() == (False, "true", "true")
    expect(form.pay).to_have_text("Pay $40.00")
    expect(form.page.locator(".payment-form")).to_have_attribute("aria-busy", "true")
    form.passes(299 - FRAME_MS)
    expect(form.sentence).to_have_text("")
    form.passes(1)
    expect(form.sentence).to_have_text(sentence)
    expect(form.pay).to_have_accessible_description(sentence)
    assert form.asked == []


def test_stripe_is_loaded_while_the_session_is_opened(form: Form):
    form.visit(secret="")
    form.wait_for("Stripe")
    assert form.made("Stripe") == [["pk_test_1", BETAS]]
    form.given(client_secret=SESSION)
    form.loads()
    assert len(form.made("Stripe")) == 1
    assert form.is_open()


def test_a_refusal_is_said_until_the_shopper_tries_again(form: Form):
    form.visit(secret="", refusal={"number": 3, "message": "of another time"})
    expect(form.sentence).to_have_text("")
    form.refused("The store is closed.", number=4)
    expect(form.sentence).to_have_text("The store is closed. Try again")
    assert form.state() == (False, None, "false")
    expect(form.page.locator(".payment-form")).not_to_have_attribute("aria-busy", "true")
    assert form.asked == []
    form.passes(1_000)
    expect(form.sentence).to_have_text("The store is closed. Try again")

    form.try_again.click()
    assert form.asked == [["open"]]
    expect(form.sentence).to_have_text("")
    assert form.state() == (False, "true", "true")
    form.passes(300)
    expect(form.sentence).to_have_text(OPENING)
    form.refused("Still closed.", number=5)
    expect(form.sentence).to_have_text("Still closed. Try again")


def test_a_state_that_is_emptied_for_a_moment_is_no_refusal(form: Form):
    form.visit(secret="", refusal={"number": 3, "message": "of another time"})
    form.refused("", number=0)
    assert form.state() == (False, "true", "true")
    form.refused("of another time", number=3)
    assert form.state() == (False, "true", "true")


def test_a_secret_of_an_earlier_visit_is_not_taken(form: Form):
    """A page that is loaded again may be given it for a moment."""
    form.visit(secret="cs_0_secret_0", hydrated=False)
    expect(form.pay).to_be_disabled()
    form.given(client_secret=SESSION, hydrated=True)
    form.loads()
    assert [options["clientSecret"] for [options] in form.made("initCheckoutElementsSdk")] == [SESSION]
    assert form.is_open()


def test_nothing_is_loaded_with_a_key_that_the_page_was_built_with(form: Form):
    """The store that serves it may have another, and take its payments elsewhere."""
    form.visit(secret="", publishable_key="pk_test_of_the_build", hydrated=False)
    form.given(publishable_key="pk_test_2", hydrated=True, client_secret=SESSION)
    form.loads()
    assert [key for key, *_ in form.made("Stripe")] == ["pk_test_2"]


@pytest.mark.parametrize("emptied", [{"client_secret": ""}, {"client_secret": "", "hydrated": False}])
def test_a_form_stays_with_what_was_typed_when_the_secret_is_emptied(form: Form, emptied: dict[str, Any]):
    form.open()
    form.email.fill("ada@example.com")
    form.given(**emptied)
    expect(form.page.locator(".payment-element")).to_be_visible()
    form.given(client_secret=SESSION, hydrated=True)
    expect(form.email).to_have_value("ada@example.com")
    assert (form.made("mount"), form.made("destroy")) == ([[]], [])
    assert len(form.made("initCheckoutElementsSdk")) == 1


def test_another_secret_while_the_page_reads_its_state_is_not_taken(form: Form):
    form.open()
    form.given(client_secret="cs_0_secret_0", hydrated=False)
    assert len(form.made("initCheckoutElementsSdk")) == 1
    assert form.made("destroy") == []


def test_a_new_secret_gives_a_new_form_that_keeps_the_typed_email(form: Form):
    form.open()
    form.email.fill("ada@example.com")
    form.given(client_secret="cs_2_secret_2", revision=2, synced_revision=2)
    expect(form.page.locator(".payment-element")).to_have_count(0)
    expect(form.pay).to_be_disabled()
    form.loads(session(id="cs_2"), times=2)
    secrets = [options["clientSecret"] for [options] in form.made("initCheckoutElementsSdk")]
    assert secrets == [SESSION, "cs_2_secret_2"]
    expect(form.email).to_have_value("ada@example.com")
    expect(form.page.locator(".payment-element")).to_have_count(1)
    assert form.is_open()
    assert form.asked == []
    assert len(form.made("Stripe")) == 1


@pytest.mark.parametrize("ended", [SESSION, INTENT])
def test_a_form_in_the_place_of_one_that_had_ended_says_so_until_pay_is_pressed(form: Form, ended: str):
    if ended == SESSION:
        form.open()
        expect(form.problem).to_have_count(0)
        form.given(client_secret="cs_2_secret_2")
        form.loads(session(id="cs_2"), times=2)
    else:
        form.open_intent()
        expect(form.problem).to_have_count(0)
        form.given(client_secret="pi_2_secret_2")
        form.reads_intent()
    expect(form.problem).to_have_text(RENEWED)
    form.given(revision=2)
    expect(form.problem).to_have_text(RENEWED)
    form.given(revision=1)
    form.press_pay()
    expect(form.problem).to_have_count(0)


def test_a_form_that_has_given_way_reports_nothing_more(form: Form):
    form.open()
    form.given(revision=2, amount=4500)
    assert form.asked == [["sync"]]
    form.given(client_secret="cs_2_secret_2", synced_revision=2)
    form.loads(session(due=4500, id="cs_2"), times=2)
    form.passes(60_000)
    assert (form.asked, form.is_open()) == ([], True)


def test_an_intent_in_the_place_of_a_session(form: Form):
    """Each kind of secret is opened by its own part of Stripe's package."""
    form.open()
    form.given(client_secret=INTENT)
    form.has_the_late_part()
    form.wait_for("retrievePaymentIntent")
    form.reads_intent()
    assert form.is_open()
    expect(form.problem).to_have_count(0)  # the shopper chose it
    [[options]] = form.made("elements")
    assert options == {"clientSecret": INTENT, "appearance": LIGHT, "fonts": FONTS}
    assert form.made("create") == [["payment", {"layout": "tabs"}]]


def test_stripe_is_given_the_key_the_secret_and_the_look(form: Form):
    form.open(email="ada@example.com")
    assert form.made("Stripe") == [["pk_test_1", BETAS]]
    [[options]] = form.made("initCheckoutElementsSdk")
    assert options == {
        "clientSecret": SESSION,
        "elementsOptions": {"appearance": LIGHT, "fonts": FONTS},
        "defaultValues": {"email": "ada@example.com"},
    }
    assert form.made("createPaymentElement") == [[{"layout": "tabs"}]]


@pytest.mark.parametrize("emails", [{"email": ""}, {"email": "a@example.com", "account_email": "member@example.com"}])
def test_a_sessions_own_email_is_not_set_to_another(form: Form, emails: dict[str, Any]):
    form.open(**emails)
    [[options]] = form.made("initCheckoutElementsSdk")
    assert "defaultValues" not in options


def test_the_email_a_form_opened_with_stays_its_first(form: Form):
    """Another first email, or a theme, are no reason to open another session."""
    form.open(email="ada@example.com")
    form.given(email="bob@example.com")
    form.run(TURN_DARK)
    form.passes(FRAME_MS)
    assert len(form.made("initCheckoutElementsSdk")) == 1


def test_the_theme_changes_in_place(form: Form):
    form.open()
    form.run(TURN_DARK)
    assert form.made("changeAppearance") == []
    form.passes(FRAME_MS)
    assert form.made("changeAppearance") == [[DARK]]
    assert form.made("destroy") == []
    form.run("document.documentElement.className = ''; window.answer({ dark: false });")
    form.passes(FRAME_MS)
    assert form.made("changeAppearance") == [[DARK], [LIGHT]]


def test_the_theme_of_an_intents_form_changes_in_place(form: Form):
    form.open_intent()
    form.run(TURN_DARK)
    form.passes(FRAME_MS)
    assert form.made("elements.update") == [[{"appearance": DARK}]]
    assert (form.made("destroy"), len(form.made("elements"))) == ([], 1)


def test_a_theme_that_goes_back_within_a_frame_changes_nothing(form: Form):
    form.open()
    form.given(dark=True)
    form.given(dark=False)
    form.passes(FRAME_MS)
    assert form.made("changeAppearance") == []


def fails_to_load(form: Form, secret: str, **props: Any) -> None:
    form.visit(secret=secret, **props)
    if secret == INTENT:
        form.has_the_late_part()
    expect(form.sentence).to_have_text(f"{NOT_LOADED} Try again")
    assert form.state() == (False, None, "false")


@pytest.mark.parametrize("secret", [SESSION, INTENT])
def test_a_script_that_fails_is_said_and_try_again_loads_the_page_anew(form: Form, secret: str):
    form.broken.add("/endive/stripe.js")
    fails_to_load(form, secret)
    expect(form.pay).to_have_text("Pay $40.00")
    form.broken.clear()
    with form.page.expect_navigation():
        form.try_again.click()
    form.rest()
    form.passes(FRAME_MS)
    if secret == INTENT:
        form.has_the_late_part()
        form.wait_for("retrievePaymentIntent")
        form.reads_intent()
    else:
        form.loads()
    assert form.is_open()


@pytest.mark.parametrize("script", ["/endive/stripe.js", ""])
def test_a_script_that_failed_once_is_loaded_by_the_next_form(form: Form, script: str):
    path = script or "/endive/stripe.js"
    form.broken.add(path)
    fails_to_load(form, SESSION, stripe_js_url=script)
    assert form.run("return document.querySelectorAll('script[src=\"/endive/stripe.js\"]').length;") == 0
    form.broken.clear()
    tried = form.loaded.count(path)
    form.run("window.goTo(false);")
    form.run("window.goTo(true);")
    form.passes(FRAME_MS)
    form.loads()
    assert form.is_open()
    assert form.loaded.count(path) == tried + 1


def test_a_script_that_has_loaded_serves_the_next_form_too(form: Form):
    form.open()
    form.run("window.goTo(false);")
    form.run("window.goTo(true);")
    form.passes(FRAME_MS)
    form.loads(times=2)
    assert form.is_open()
    assert form.loaded.count("/endive/stripe.js") == 1
    assert len(form.made("Stripe")) == 1


def test_stripes_own_fields_speak_the_language_that_the_page_names(form: Form):
    form.visit(secret="", locale="ja")
    form.wait_for("Stripe")
    assert form.made("Stripe") == [["pk_test_1", BETAS | {"locale": "ja"}]]


def test_another_key_needs_another_stripe_but_not_another_script(form: Form):
    form.open()
    form.run("window.goTo(false);")
    form.given(publishable_key="pk_test_2")
    form.run("window.goTo(true);")
    form.passes(FRAME_MS)
    form.loads(times=2)
    assert form.made("Stripe") == [["pk_test_1", BETAS], ["pk_test_2", BETAS]]
    assert form.loaded.count("/endive/stripe.js") == 1


def test_without_a_local_stripe_the_script_is_stripes_own(form: Form):
    form.open(stripe_js_url="")
    loaded = form.run("return [...document.scripts].map(({ src }) => new URL(src).host);")
    assert [host for host in loaded if "stripe" in host] == ["js.stripe.com"]
    assert form.loaded.count("/endive/stripe.js") == 1
    assert form.is_open()


def test_a_session_that_stripe_does_not_open_is_said(form: Form):
    form.visit()
    form.wait_for("loadActions")
    form.refuses("loadActions", "No such session: cs_1")
    expect(form.sentence).to_have_text(f"{NOT_LOADED} Try again")


def test_a_stripe_that_throws_is_said(form: Form):
    form.visit()
    form.wait_for("loadActions")
    form.rejects("loadActions")
    expect(form.sentence).to_have_text(f"{NOT_LOADED} Try again")


@pytest.mark.parametrize("answer", ["error", "rejection"])
def test_an_intent_that_stripe_does_not_read_is_said(form: Form, answer: str):
    form.visit(secret=INTENT)
    form.has_the_late_part()
    form.wait_for("retrievePaymentIntent")
    assert form.state() == (False, "true", "true")
    if answer == "error":
        form.answer("retrievePaymentIntent", {"error": {"message": "No such payment_intent: pi_1"}})
    else:
        form.rejects("retrievePaymentIntent")
    expect(form.sentence).to_have_text(f"{NOT_LOADED} Try again")


def test_a_part_of_the_page_that_fails_to_load_is_said(form: Form):
    form.broken.add(form.late_part)
    form.visit(secret=INTENT)
    expect(form.sentence).to_have_text("")
    form.run("await import(given).catch(() => {});", form.late_part)
    form.passes(300)
    expect(form.sentence).to_have_text(f"{NOT_LOADED} Try again")


def test_a_form_that_is_still_loading_is_closed(form: Form):
    form.visit()
    form.wait_for("loadActions")
    assert form.state() == (False, "true", "true")
    expect(form.page.locator(".payment-element")).to_have_count(0)
    form.passes(300)
    expect(form.sentence).to_have_text(OPENING)
