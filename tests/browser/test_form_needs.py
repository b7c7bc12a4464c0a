"""A form that is given no more than it needs, and one that is given words of its own."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.form import CLOSED, CLOSED_WAITING, OPEN, Form, change, reads
from tests.browser.scripted import total


def test_it_opens_in_the_light_theme_with_stripes_own_script_and_nobodys_email(form: Form):
    form.visit(bare=True)
    form.loads()
    assert form.state() == OPEN
    assert form.made("Stripe")[0][0] == "pk_test_1"
    loaded = form.run("return [...document.scripts].map(({ src }) => new URL(src).host);")
    assert "js.stripe.com" in loaded
    [[options]] = form.made("initCheckoutElementsSdk")
    assert sorted(options) == ["clientSecret", "elementsOptions"]
    assert (options["elementsOptions"]["appearance"]["theme"], options["elementsOptions"]["fonts"]) == ("stripe", [])
    expect(form.email).to_have_value("")
    expect(form.email).to_be_editable()


def test_it_pays_and_says_why_it_could_not(form: Form):
    form.open(bare=True)
    form.press_pay()
    form.fine("updateEmail", "validateElements")
    assert form.asked == [["place", 1, 4000]]
    form.given(placing=1)
    form.refuses("confirm", "Your card was declined.")
    expect(form.problem).to_have_text("Your card was declined.")


def test_it_follows_the_cart_and_says_what_failed(form: Form):
    form.open(bare=True)
    change(form)
    form.given(synced_revision=2)
    form.rejects("read")
    assert form.state() == CLOSED
    form.try_again.click()
    reads(form)
    assert (form.state(), form.asked) == (OPEN, [["sync"], ["sync"]])


def test_another_total_closes_pay_though_nobody_hears_of_it(form: Form):
    form.open(bare=True)
    form.stripe_has(**total(4100))
    assert form.state() == CLOSED_WAITING


def test_the_first_no_is_said_and_can_be_tried_again(form: Form):
    form.visit(secret="", bare=True)
    form.refused("The store is closed.", number=1)
    expect(form.sentence).to_have_text("The store is closed. Try again")
    form.try_again.click()
    expect(form.sentence).to_have_text("")
    assert form.asked == []


def test_an_intent_without_a_return_address_comes_back_to_this_page(form: Form):
    form.open_intent(bare=True)
    form.press_pay()
    form.answer("submit", {})
    form.given(placing=1)
    [[options]] = form.made("confirmPayment")
    assert options["confirmParams"]["return_url"] == form.page.url


FONTS: list[tuple[dict[str, str], dict[str, str]]] = [
    ({"family": "A", "src": "/a.woff2"}, {"family": "A", "src": "url(http://store.test/a.woff2)"}),
    ({"family": "B", "src": "https://fonts.test/b"}, {"family": "B", "src": "url(https://fonts.test/b)"}),
    ({"cssSrc": "https://fonts.test/c.css"}, {"cssSrc": "https://fonts.test/c.css"}),
]


def test_typefaces_may_be_files_of_this_site_of_another_or_a_style_sheet(form: Form):
    form.open(fonts=[given for given, _ in FONTS])
    [[options]] = form.made("initCheckoutElementsSdk")
    assert options["elementsOptions"]["fonts"] == [stripes for _, stripes in FONTS]


OWN: dict[str, str] = {
    "email": "E-Mail",
    "try_again": "Noch einmal",
    "not_refreshed": "Das Formular ist veraltet.",
    "changed": "Die Summe ist eine andere.",
    "updating": "Einen Moment…",
    "opening": "Gleich ist es da…",
}


def test_words_of_its_own_stand_in_the_place_of_ours(form: Form):
    form.visit(words=OWN)
    form.wait_for("loadActions")
    form.passes(300)
    expect(form.sentence).to_have_text("Gleich ist es da…")
    form.loads()
    expect(form.email).to_have_accessible_name("E-Mail")
    change(form)
    form.passes(300)
    expect(form.sentence).to_have_text("Einen Moment…")
    form.given(synced_revision=2)
    form.rejects("read")
    expect(form.sentence).to_have_text("Das Formular ist veraltet. Noch einmal")


CAUSES: dict[str, tuple[Any, str]] = {
    "one of ours": (lambda form: form.given(amount=4100), "Die Summe ist eine andere."),
    "one that is not replaced": (lambda form: form.given(connected=False), "You're offline, so nothing was paid."),
}


@pytest.mark.parametrize("cause", CAUSES)
def test_what_came_of_paying_is_said_in_these_words_where_there_are_any(form: Form, cause: str):
    happens, said = CAUSES[cause]
    form.open(words=OWN)
    form.press_pay()
    happens(form)
    form.fine("updateEmail", "validateElements")
    expect(form.problem).to_contain_text(said)


def test_a_change_of_the_words_is_seen(form: Form):
    form.open()
    expect(form.email).to_have_accessible_name("Email")
    form.given(words=OWN)
    expect(form.email).to_have_accessible_name("E-Mail")
    form.given(words={})
    expect(form.email).to_have_accessible_name("Email")


def test_words_of_its_own_are_there_before_there_is_a_payment(form: Form):
    form.visit(secret="", words=OWN)
    form.passes(300)
    expect(form.sentence).to_have_text("Gleich ist es da…")
