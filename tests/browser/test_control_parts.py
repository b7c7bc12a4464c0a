"""Small parts of the pages alone: a rolling amount, the connection, a fold, a problem, test cards, a failed page."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.controls import Show, given, heard

ROLL_MS, LASTING_MS = 700, 1_000
OFFLINE = "You're offline. Changes are sent once you're back."
LOST = "We can't reach the store. Changes are sent once it's back."


@pytest.mark.parametrize(
    ("was", "text", "mood", "rolling"),
    [
        ("$10.00", "$12.00", "amount-rose", ["2"]),
        ("$12.00", "$10.00", "amount-fell", ["0"]),
        ("$95.00", "$105.00", "amount-rose", ["$", "1", "0"]),
        ("\u2212$5.00", "\u2212$6.00", "amount-fell", ["6"]),
        ("\u2212$5.00", "$6.00", "amount-rose", [" "]),
        ("¥1,800", "¥900", "amount-fell", ["¥", "9"]),
    ],
)
def test_an_amount_rolls_from_the_right_and_its_text_is_the_amount(
    show: Show, was: str, text: str, mood: str, rolling: list[str]
):
    page = show("Amount", text=was, testId="total")
    amount = page.get_by_test_id("total")
    given(page, text=text)
    expect(amount).to_have_text(text)
    expect(amount.locator(f".{mood}")).to_have_count(1)
    if rolling != [" "]:
        assert amount.locator(".digit").all_text_contents() == rolling
    page.clock.run_for(ROLL_MS - 1)
    expect(amount.locator(f".{mood}")).to_have_count(1)
    page.clock.run_for(1)
    expect(amount.locator("span")).to_have_count(0)
    expect(amount).to_have_text(text)


def test_each_digit_knows_which_stood_in_its_place(show: Show):
    page = show("Amount", text="$95.00", testId="total")
    given(page, text="$105.00")
    stood = page.locator("[data-was]").evaluate_all("(all) => all.map((one) => one.dataset.was)")
    assert stood == [" ", "$", "9", "5", ".", "0", "0"]


def test_an_amount_that_was_not_known_before_does_not_roll(show: Show):
    page = show("Amount", text="", testId="total")
    given(page, text="$10.00")
    expect(page.get_by_test_id("total")).to_have_text("$10.00")
    expect(page.locator(".digit, .amount-rose, .amount-fell")).to_have_count(0)


def test_a_change_while_it_rolls_rolls_on_for_as_long(show: Show):
    page = show("Amount", text="$10.00", testId="total")
    given(page, text="$12.00")
    page.clock.run_for(ROLL_MS - 100)
    given(page, text="$11.00")
    expect(page.locator(".amount-fell")).to_have_count(1)
    page.clock.run_for(ROLL_MS - 1)
    expect(page.locator(".amount-fell")).to_have_count(1)
    page.clock.run_for(1)
    expect(page.get_by_test_id("total").locator("span")).to_have_count(0)


def sentence(page: Page):
    return page.get_by_role("status")


def test_a_lost_connection_is_said_after_a_second_for_as_long_as_it_lasts(show: Show):
    page = show("Connection", lost=False)
    expect(page.get_by_text("Inside")).to_be_visible()
    page.clock.run_for(10_000)
    expect(sentence(page)).to_have_text("")
    for _ in range(2):
        given(page, lost=True)
        page.clock.run_for(LASTING_MS - 1)
        expect(sentence(page)).to_have_text("")
        page.clock.run_for(1)
        expect(sentence(page)).to_have_text(LOST)
        given(page, lost=False)
        expect(sentence(page)).to_have_text("")


def test_a_short_gap_is_nobodys_business(show: Show):
    page = show("Connection", lost=True)
    page.clock.run_for(LASTING_MS - 1)
    given(page, lost=False)
    given(page, lost=True)
    page.clock.run_for(LASTING_MS - 1)
    expect(sentence(page)).to_have_text("")


def test_a_browser_that_knows_that_it_is_offline_says_that(show: Show):
    page = show("Connection", lost=False)
    page.context.set_offline(True)
    page.wait_for_function("!navigator.onLine")
    page.clock.run_for(LASTING_MS)
    expect(sentence(page)).to_have_text(OFFLINE)
    given(page, lost=True)
    expect(sentence(page)).to_have_text(OFFLINE)
    page.context.set_offline(False)
    expect(sentence(page)).to_have_text(LOST)


@pytest.mark.parametrize("persisted", [True, False])
def test_a_page_from_the_back_forward_cache_is_loaded_again(show: Show, persisted: bool):
    page = show("Connection", lost=False)
    page.evaluate("window.asItWas = true")
    shown = "(persisted) => void dispatchEvent(new PageTransitionEvent('pageshow', { persisted }))"
    if persisted:
        with page.expect_navigation():
            page.evaluate(shown, persisted)
    else:
        page.evaluate(shown, persisted)
    assert page.evaluate("window.asItWas ?? false") is not persisted


NARROW, WIDE = {"width": 719, "height": 800}, {"width": 720, "height": 800}


def test_what_is_folded_up_on_a_narrow_screen_is_always_there_on_a_wide_one(show: Show, page: Page):
    page.set_viewport_size(NARROW)  # pyright: ignore[reportArgumentType]
    show("Fold", name="Add a promo code", needed=False)
    inside, name = page.get_by_text("Inside"), page.get_by_text("Add a promo code")
    expect(inside).to_be_hidden()
    page.set_viewport_size(WIDE)  # pyright: ignore[reportArgumentType]
    expect(inside).to_be_visible()
    page.set_viewport_size(NARROW)  # pyright: ignore[reportArgumentType]
    expect(inside).to_be_hidden()
    name.click()
    expect(inside).to_be_visible()
    page.set_viewport_size(WIDE)  # pyright: ignore[reportArgumentType]
    page.set_viewport_size(NARROW)  # pyright: ignore[reportArgumentType]
    expect(inside).to_be_visible()
    name.click()
    expect(inside).to_be_hidden()
    given(page, needed=True)
    expect(inside).to_be_visible()


@pytest.mark.parametrize("first", ["folds it up", "finds it open"])
def test_what_is_needed_opens_at_once_whatever_the_shopper_has_just_done(show: Show, page: Page, first: str):
    page.set_viewport_size(NARROW)  # pyright: ignore[reportArgumentType]
    show("Fold", name="Add a promo code", needed=False)
    summary, inside = page.locator("summary"), page.get_by_text("Inside")
    if first == "folds it up":
        summary.press("Enter")
        expect(inside).to_be_visible()
        page.evaluate("document.querySelector('summary').click(); window.given({ needed: true })")
    else:
        given(page, needed=True)
    expect(inside).to_be_visible()
    summary.press("Enter")
    expect(inside).to_be_hidden()
    given(page, needed=False)
    given(page, needed=True)
    expect(inside).to_be_visible()


STUCK: dict[str, Any] = {"id": "problem-gift_wrap", "stuck": {"gift_wrap": "Stripe is away."}, "undo": "Undo"}


def test_a_refusal_offers_no_way_on(show: Show):
    page = show("Stuck", **STUCK | {"message": "Gift wrap is sold out."})
    expect(page.get_by_role("alert")).to_have_text("Gift wrap is sold out.")
    expect(page.get_by_role("button")).to_have_count(0)


def test_a_change_that_is_stuck_can_be_tried_again_or_undone(show: Show):
    page = show("Stuck", **STUCK)
    expect(page.get_by_role("alert")).to_contain_text("Stripe is away.")
    page.get_by_role("button", name="Try again").click()
    page.get_by_role("button", name="Undo", exact=True).click()
    assert heard(page) == ["retry", "undo"]
    given(page, undo="Undo 3 changes")
    expect(page.get_by_role("button", name="Undo 3 changes")).to_be_visible()
    given(page, undo="")
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    given(page, stuck={"code": "Stripe is away."})
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_sentence_that_appears_comes_into_sight(show: Show):
    page = show("Stuck", **STUCK | {"stuck": {}})
    page.evaluate("document.body.style.paddingTop = '3000px'")
    given(page, message="Gift wrap is sold out.")
    expect(page.get_by_role("alert")).to_be_in_viewport()


CARD = {"name": "Declined", "number": "4000000000000002", "watch": "Said beside Pay."}
CARDS: dict[str, Any] = {
    "cards": [CARD],
    "billing": {"postal_code": "94107"},
    "filled": "Filled in.",
    "copied": "Copied.",
}
CARDS |= {"notOpen": "No form is open."}


@pytest.mark.parametrize(("opens", "said"), [(True, "Filled in."), (False, "No form is open.")])
def test_a_test_card_is_filled_in_by_the_local_stripe(show: Show, opens: bool, said: str):
    page = show("TestCards", **CARDS)
    page.evaluate("""(opens) => {
        window.LocalStripe = { fillCard: async (card) => { window.heard.push(card); return opens; } };
    }""", opens)  # fmt: skip
    page.get_by_role("button", name="Declined 4000 0000 0000 0002").click()
    expect(page.get_by_role("status")).to_have_text(said)
    assert heard(page) == [{"number": "4000000000000002", "postal_code": "94107"}]


@pytest.mark.parametrize(
    ("works", "said"),
    [(True, "Copied."), (False, "Your browser copies nothing here. Please type it: 4000 0000 0000 0002")],
)
def test_into_stripes_own_form_it_is_copied(show: Show, works: bool, said: str):
    page = show("TestCards", **CARDS)
    page.evaluate("""(works) => {
        const writeText = async (text) => { window.heard.push(text); if (!works) throw new Error("not allowed"); };
        Object.defineProperty(navigator, "clipboard", { value: { writeText } });
    }""", works)  # fmt: skip
    page.get_by_role("button", name="Declined").click()
    expect(page.get_by_role("status")).to_have_text(said)
    assert heard(page) == ["4000000000000002"]


def test_the_same_words_are_said_again_for_another_press(show: Show):
    page = show("TestCards", **CARDS)
    page.evaluate("() => { window.LocalStripe = { fillCard: async () => true }; }")
    page.get_by_role("button", name="Declined").click()
    expect(page.get_by_role("status")).to_have_text("Filled in.")
    page.evaluate("() => { window.LocalStripe = { fillCard: () => new Promise(() => {}) }; }")
    page.get_by_role("button", name="Declined").click()
    expect(page.get_by_role("status")).to_have_text("")


def guide(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Try this store")


def test_the_guide_opens_where_one_reads_on_and_is_folded_up_again(show: Show):
    page = show("Guided", title="Try this store")
    page.clock.resume()  # where the focus goes is decided when the next picture is drawn
    button = page.get_by_role("button", name="Try this")
    expect(button).to_have_attribute("aria-controls", "guide")
    for fold_up in (
        button.click,
        guide(page).get_by_role("button", name="Fold up").click,
        lambda: guide(page).press("Escape"),
    ):
        expect(button).to_have_attribute("aria-expanded", "false")
        expect(guide(page)).to_have_count(0)
        button.click()
        expect(guide(page)).to_be_focused()
        expect(button).to_have_attribute("aria-expanded", "true")
        guide(page).press("a")
        fold_up()
        expect(guide(page)).to_have_count(0)
        expect(button).to_be_focused()


def test_the_guide_is_as_it_was_after_a_reload(show: Show):
    page = show("Guided", title="Try this store")
    page.get_by_role("button", name="Try this").click()
    page.reload()
    expect(guide(page).get_by_text("Inside")).to_be_visible()
    guide(page).get_by_role("button", name="Fold up").click()
    page.reload()
    expect(page.get_by_role("button", name="Try this")).to_be_visible()
    expect(guide(page)).to_have_count(0)


@pytest.mark.parametrize(("thrown", "told"), [("words", "words"), (None, "null"), ("x" * 6000, "x" * 5000)])
def test_whatever_is_thrown_is_reported_and_not_more_than_one_reads(show: Show, thrown: str | None, told: str):
    page = show("Failing", fails=False)
    given(page, fails={"thrown": thrown})
    expect(page.get_by_role("button", name="Reload the page")).to_be_visible()
    [[error, stack]] = heard(page)
    assert (error, len(stack)) == (told, 5000)


def test_above_everything_the_browser_is_told(show: Show):
    page = show("Failing", fails=False, onFailure=None)
    page.evaluate("""addEventListener("error", (event) => {
        event.preventDefault();
        window.heard.push(event.message);
    })""")  # fmt: skip
    given(page, fails=True)
    expect(page.get_by_role("heading", name="This page could not be shown")).to_be_visible()
    assert any("a mistake" in said for said in heard(page))


def test_a_page_that_fails_to_draw_says_so_and_reports_it(show: Show):
    page = show("Failing", fails=False)
    expect(page.get_by_text("A page")).to_be_visible()
    given(page, fails=True)
    expect(page.get_by_role("heading", name="This page could not be shown")).to_be_visible()
    [[error, stack]] = heard(page)
    assert "a mistake" in error
    assert "at " in stack
    page.evaluate("window.asItWas = true")
    with page.expect_navigation():
        page.get_by_role("button", name="Reload the page").click()
    assert page.evaluate("window.asItWas ?? false") is False
