"""Pay on the plain page: the email, the store's permission, Stripe's confirmation, and the way back from each no."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.plain import OPEN, PAY_CLOSED, PAY_OPEN, PAY_WAITS, Plain, summary, wrapped
from tests.browser.scripted import total

FAILED = "Something went wrong. Please try again."
PLACE, RELEASE, SYNC = "POST /api/checkout/place", "POST /api/checkout/release", "POST /api/checkout/sync"
CHANGED = "Your cart has changed in the meantime."


@pytest.fixture
def placing(plain: Plain) -> Plain:
    """The email is fine, the store is asked."""
    plain.open()
    plain.press_pay()
    plain.fine("updateEmail")
    assert plain.waiting == [PLACE]
    return plain


@pytest.fixture
def confirming(placing: Plain) -> Plain:
    """The store has said yes, Stripe.js confirms."""
    placing.answers(PLACE, summary(status="placing"))
    assert placing.waiting == ["confirm"]
    return placing


def test_first_the_email_then_the_store_then_stripe(plain: Plain):
    plain.open()
    plain.find("email").fill("  ada@example.com ")
    plain.press_pay()
    assert (plain.waiting, plain.is_open()) == (["updateEmail"], PAY_WAITS)
    assert plain.made("updateEmail") == [["ada@example.com"]]
    plain.fine("updateEmail")
    body = {"checkout_session_id": "cs_1", "revision": 1, "amount": 2300}
    assert plain.made(PLACE) == [[body, {"Content-Type": "application/json"}]]
    assert (plain.waiting, plain.is_open()) == ([PLACE], PAY_WAITS)
    plain.answers(PLACE, summary())
    assert (plain.waiting, plain.is_open()) == (["confirm"], PAY_WAITS)
    plain.fine("confirm")
    plain.passes(60_000)
    assert (plain.waiting, plain.is_open()) == ([], PAY_WAITS)  # the browser is on its way
    assert plain.made(RELEASE) == []
    plain.says("")


def test_the_store_is_told_what_stood_on_the_button(plain: Plain):
    plain.open()
    plain.gift_wrap.check()
    plain.answers("POST /update-custom-amount", wrapped())
    plain.refreshes(2800)
    plain.press_pay()
    plain.fine("updateEmail")
    assert plain.bodies(PLACE) == [{"checkout_session_id": "cs_1", "revision": 2, "amount": 2800}]


def test_pressed_twice_pays_once(plain: Plain):
    plain.open()
    plain.find("pay").dblclick()
    plain.run("document.querySelector('#payment').requestSubmit();")
    plain.fine("updateEmail")
    plain.run("document.querySelector('#payment').requestSubmit();")
    plain.answers(PLACE, summary())
    plain.run("document.querySelector('#payment').requestSubmit();")
    assert plain.waiting == ["confirm"]
    assert [len(plain.made(name)) for name in ("updateEmail", PLACE, "confirm")] == [1, 1, 1]


def test_enter_in_the_email_pays_as_a_click_does(plain: Plain):
    plain.open()
    plain.find("email").press("Enter")
    plain.rest()
    assert plain.waiting == ["updateEmail"]


@pytest.mark.parametrize("by", ["click", "Enter", "send"])
def test_while_a_change_is_on_its_way_nothing_is_paid(plain: Plain, by: str):
    plain.open()
    plain.gift_wrap.check()
    plain.rest()
    if by == "click":
        plain.find("pay").click(force=True)
    elif by == "Enter":
        plain.find("email").press("Enter")
    else:
        plain.run("document.querySelector('#payment').requestSubmit();")
    plain.rest()
    assert plain.waiting == ["POST /update-custom-amount"]


@pytest.mark.parametrize("by", ["click", "Enter"])
def test_while_stripes_total_is_not_the_stores_nothing_is_paid(plain: Plain, by: str):
    plain.open()
    plain.stripe_has(**total(2400))
    if by == "click":
        plain.find("pay").click(force=True)
    else:
        plain.find("email").press("Enter")
    plain.rest()
    assert plain.waiting == []
    assert plain.is_open() == PAY_CLOSED


CLOSED: dict[str, Any] = {
    "offline": lambda plain: plain.page.context.set_offline(True),
    "a change on its way": lambda plain: plain.gift_wrap.check(),
    "another total": lambda plain: plain.stripe_has(**total(2400)),
}


@pytest.mark.parametrize("by", ["click", "Enter", "a frame"])
@pytest.mark.parametrize("why", CLOSED)
def test_pay_that_is_closed_says_why_it_does_nothing(plain: Plain, why: str, by: str):
    plain.open()
    CLOSED[why](plain)
    plain.rest()
    expect(plain.find("why")).to_have_text("")
    if by == "click":
        plain.find("pay").click(force=True)
    elif by == "Enter":
        plain.find("email").press("Enter")
    else:
        plain.run("document.querySelector('#payment').requestSubmit();")
    plain.rest()
    assert "updateEmail" not in plain.waiting
    said = {"offline": "You're offline", "another total": "isn't up to date"}.get(why, "wait")
    expect(plain.find("why")).to_contain_text(said)
    plain.page.context.set_offline(False)
    if why == "a change on its way":
        plain.answers("POST /update-custom-amount", summary())
        plain.refreshes(2300)
    plain.stripe_has(**total(2300))
    expect(plain.find("why")).to_have_text("")
    assert plain.is_open() == PAY_OPEN
    plain.stripe_has(**total(2400))
    assert not plain.is_open()[0]
    expect(plain.find("why")).to_have_text("")  # nobody has pressed Pay since


def test_a_wrong_email_is_said_and_the_store_is_not_asked(plain: Plain):
    plain.open()
    plain.press_pay()
    plain.refuses("updateEmail", "Your email is incomplete.")
    plain.says("Your email is incomplete.")
    assert (plain.waiting, plain.is_open()) == ([], PAY_OPEN)
    plain.press_pay()
    plain.says("")
    assert plain.waiting == ["updateEmail"]


def test_what_is_missing_in_an_email_that_is_left_out_is_stripes_to_say(plain: Plain):
    plain.open()
    plain.find("email").fill(" ")
    plain.press_pay()
    assert plain.made("updateEmail") == [[""]]
    assert plain.waiting == ["updateEmail"]


def test_words_for_developers_are_not_for_shoppers(plain: Plain):
    plain.open()
    plain.press_pay()
    plain.rejects("updateEmail")
    plain.says(FAILED)
    plain.answers(OPEN, summary() | {"client_secret": "cs_1_secret_1"})  # it has not ended
    plain.says(FAILED)
    assert (plain.waiting, plain.is_open()) == ([], PAY_OPEN)
    assert len(plain.made("initCheckoutElementsSdk")) == 1


def test_what_was_changed_elsewhere_is_shown_before_it_is_paid(placing: Plain):
    placing.says_no(PLACE, CHANGED)
    assert (placing.waiting, placing.bodies(SYNC)) == ([SYNC], [{"checkout_session_id": "cs_1"}])
    assert placing.is_open() == PAY_WAITS
    placing.answers(SYNC, wrapped())
    placing.refreshes(2800)
    placing.says(CHANGED)
    expect(placing.gift_wrap).to_be_checked()
    expect(placing.find("pay")).to_have_text("Pay $28.00")
    assert placing.is_open() == PAY_OPEN
    assert placing.made("confirm") == []
    placing.press_pay()
    placing.fine("updateEmail")
    assert placing.bodies(PLACE)[1] == {"checkout_session_id": "cs_1", "revision": 2, "amount": 2800}


def sync_is_refused(plain: Plain) -> None:
    plain.says_no(SYNC, "The payment service is not answering.", 503)


def sync_is_lost(plain: Plain) -> None:
    plain.loses(SYNC)


@pytest.mark.parametrize("end", [sync_is_refused, sync_is_lost])
def test_why_the_store_refused_is_said_though_the_page_cannot_catch_up(placing: Plain, end: Any):
    placing.says_no(PLACE, CHANGED)
    end(placing)
    placing.says(CHANGED)
    assert placing.made("confirm") == []
    assert placing.is_open() == PAY_OPEN


def test_a_lost_question_is_not_paid(placing: Plain):
    placing.loses(PLACE)
    placing.loses(SYNC)
    placing.says(FAILED)
    assert (placing.made("confirm"), placing.is_open()) == ([], PAY_OPEN)


def test_a_decline_is_said_in_stripes_words_and_the_cart_opens_again(confirming: Plain):
    confirming.refuses("confirm", "Your card was declined.")
    assert (confirming.waiting, confirming.is_open()) == ([RELEASE], PAY_WAITS)
    assert confirming.bodies(RELEASE) == [{"checkout_session_id": "cs_1"}]
    confirming.answers(RELEASE, summary())
    confirming.says("Your card was declined.")
    assert confirming.is_open() == PAY_OPEN
    confirming.press_pay()
    confirming.says("")
    confirming.fine("updateEmail")
    confirming.answers(PLACE, summary())
    assert confirming.waiting == ["confirm"]


def test_a_confirmation_that_throws_is_given_back_without_its_words(confirming: Plain):
    confirming.rejects("confirm")
    confirming.answers(RELEASE, summary())
    confirming.says(FAILED)
    assert confirming.is_open() == PAY_OPEN


def release_is_refused(plain: Plain) -> None:
    plain.says_no(RELEASE, "The payment service is not answering.", 503)


def release_is_lost(plain: Plain) -> None:
    plain.loses(RELEASE)


@pytest.mark.parametrize("end", [release_is_refused, release_is_lost])
def test_a_decline_is_said_though_the_cart_does_not_open_again(confirming: Plain, end: Any):
    confirming.refuses("confirm", "Your card was declined.")
    end(confirming)
    confirming.says("Your card was declined.")
    assert confirming.is_open() == PAY_OPEN


def test_what_the_store_says_when_it_opens_again_is_shown(confirming: Plain):
    confirming.refuses("confirm", "Your card was declined.")
    confirming.answers(RELEASE, wrapped(synced_revision=1))
    expect(confirming.gift_wrap).to_be_checked()
    assert confirming.is_open() == PAY_CLOSED


def test_the_focus_stays_where_the_work_goes_on(confirming: Plain):
    expect(confirming.find("pay")).to_be_focused()
    confirming.refuses("confirm", "Your card was declined.")
    confirming.answers(RELEASE, summary(2, synced_revision=1))
    expect(confirming.find("pay")).to_be_focused()
    confirming.page.get_by_role("button", name="Try again").press("Enter")
    confirming.rest()
    expect(confirming.find("pay")).to_be_focused()
