"""The plain page when its session has ended: a fresh form in its place, once, with a true sentence, or the order."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.plain import OPEN, PAY_CLOSED, PAY_OPEN, READ_AGAIN, Plain, summary
from tests.browser.scripted import session

RENEWED = "This form had ended, so here is a new one. Please type your card again."
ENDED = "This payment form has ended. Please reload the page."
PLACE, RELEASE, SYNC = "POST /api/checkout/place", "POST /api/checkout/release", "POST /api/checkout/sync"
WRAP = "POST /update-custom-amount"
FRESH = summary(2, 2800, id="cs_2")


def says_it_has_ended(plain: Plain, request: str, code: str = "session_ended") -> None:
    plain.answers(request, {"error": {"code": code, "message": ENDED}}, 409)


def pay_until_the_store_is_asked(plain: Plain) -> None:
    plain.press_pay()
    plain.fine("updateEmail")


def placed(plain: Plain, code: str = "session_ended") -> None:
    pay_until_the_store_is_asked(plain)
    says_it_has_ended(plain, PLACE, code)
    if plain.waiting == [SYNC]:
        says_it_has_ended(plain, SYNC)


def declined(plain: Plain) -> None:
    pay_until_the_store_is_asked(plain)
    plain.answers(PLACE, summary())
    plain.refuses("confirm", "This session has expired.")
    plain.answers(RELEASE, summary(id=None))


def email_that_stripe_cannot_take(plain: Plain) -> None:
    plain.press_pay()
    plain.rejects("updateEmail")


def change_that_is_kept(plain: Plain) -> None:
    plain.gift_wrap.check()
    plain.answers(WRAP, summary(2, 2800, id=None))
    plain.fine("read")


def change_that_is_not(plain: Plain, code: str = "session_ended") -> None:
    plain.gift_wrap.check()
    says_it_has_ended(plain, WRAP, code)
    says_it_has_ended(plain, READ_AGAIN)


def stripe_saying_so(plain: Plain) -> None:
    plain.gift_wrap.check()
    plain.answers(WRAP, summary(2, 2800))
    plain.stripe_has(status={"type": "expired"})
    plain.fine("read")


WAYS_IN: dict[str, Callable[[Plain], None]] = {
    one.__name__: one
    for one in (
        placed,
        declined,
        email_that_stripe_cannot_take,
        change_that_is_kept,
        change_that_is_not,
        stripe_saying_so,
    )
} | {
    "of another session": lambda plain: change_that_is_not(plain, "not_found"),
    "finished": lambda plain: placed(plain, "finished"),
    "paid elsewhere": lambda plain: placed(plain, "being_paid"),
}
EACH = pytest.mark.parametrize("way_in", WAYS_IN)


@EACH
def test_a_fresh_form_takes_the_place_of_one_that_has_ended(plain: Plain, way_in: str):
    plain.open()
    WAYS_IN[way_in](plain)
    assert plain.waiting == [OPEN]
    plain.answers(OPEN, FRESH | {"client_secret": "cs_2_secret_2"})
    plain.run("script.say(given);", session(2800, id="cs_2"))
    plain.fine("loadActions")
    plain.says(RENEWED)
    assert plain.bodies(OPEN) == [{}, {"checkout_session_id": "cs_1"}]
    assert [given["clientSecret"] for [given] in plain.made("initCheckoutElementsSdk")] == [
        "cs_1_secret_1",
        "cs_2_secret_2",
    ]
    assert (len(plain.made("mount")), len(plain.made("destroy"))) == (2, 1)
    expect(plain.find("pay")).to_have_text("Pay $28.00")
    assert (plain.waiting, plain.is_open()) == ([], PAY_OPEN)

    pay_until_the_store_is_asked(plain)
    plain.says("")
    assert plain.bodies(PLACE)[-1] == {"checkout_session_id": "cs_2", "revision": 2, "amount": 2800}


@EACH
@pytest.mark.parametrize("status", ["on_its_way", "paid", "flagged"])
def test_what_is_paid_leads_to_its_order(plain: Plain, way_in: str, status: str):
    plain.open()
    WAYS_IN[way_in](plain)
    paid = {"status": 200, "text": json.dumps(summary(id="cs_9", status=status, client_secret=""))}
    with plain.page.expect_navigation(url="**/complete?session=cs_9"):
        plain.page.evaluate("(paid) => script.end('POST /api/checkout/open', 'resolve', paid, 0)", paid)


def test_where_nothing_is_left_to_pay_there_is_no_other_form(plain: Plain):
    plain.open()
    placed(plain)
    plain.answers(OPEN, summary(2, id="cs_9", client_secret=""))
    plain.says(ENDED)
    assert len(plain.made("initCheckoutElementsSdk")) == 1
    assert plain.is_open() == PAY_CLOSED


def test_why_it_was_refused_is_what_is_said_though_the_store_is_away_just_then(plain: Plain):
    plain.open()
    placed(plain)
    plain.loses(OPEN)
    plain.says(ENDED)


@EACH
def test_a_store_that_is_away_just_then_can_be_asked_again(plain: Plain, way_in: str):
    plain.open()
    WAYS_IN[way_in](plain)
    plain.loses(OPEN)
    expect(plain.message).to_be_visible()
    if plain.is_open() == PAY_CLOSED:
        plain.find("try-again").click()
        says_it_has_ended(plain, SYNC)
        says_it_has_ended(plain, READ_AGAIN)
    else:
        placed(plain)
    assert plain.waiting == [OPEN]
