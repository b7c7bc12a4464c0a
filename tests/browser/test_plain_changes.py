"""Each control of the plain page, and what happens when the store, the network or Stripe doesn't do its part."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.plain import OPEN, PAY_CLOSED, PAY_OPEN, PAY_WAITS, READ_AGAIN, Plain, line, summary, wrapped
from tests.browser.scripted import session, total

FAILED = "Something went wrong. Please try again."
WRAP, SYNC = "POST /update-custom-amount", "POST /api/checkout/sync"
CODE = "POST /apply-customer-discount"
SOLD_OUT = "Gift wrap is sold out."


def quantity(plain: Plain):
    return plain.page.get_by_role("spinbutton", name="Quantity of Yame Sencha")


def set_quantity(plain: Plain, number: str) -> None:
    quantity(plain).fill(number)
    quantity(plain).blur()


def enter_code(plain: Plain, code: str) -> None:
    plain.find("code").fill(code)
    plain.page.get_by_role("button", name="Apply").click()


def add(plain: Plain, name: str) -> None:
    plain.find("product").select_option(name)
    plain.page.get_by_role("button", name="Add").click()


CONTROLS: dict[str, tuple[Any, str, dict[str, Any]]] = {
    "wrap": (lambda plain: plain.gift_wrap.check(), WRAP, {"product_id": "gift_wrap"}),
    "quantity": (
        lambda plain: set_quantity(plain, "3"),
        "POST /api/checkout/set-quantity",
        {"slug": "yame-sencha", "quantity": 3},
    ),
    "shipping": (
        lambda plain: plain.find("shipping").select_option("express"),
        "POST /api/checkout/choose-shipping",
        {"key": "express"},
    ),
    "product": (lambda plain: add(plain, "rye"), "POST /api/checkout/add-product", {"slug": "rye"}),
    "code": (lambda plain: enter_code(plain, " tea10 "), CODE, {"code": "tea10"}),
    "no code": (lambda plain: enter_code(plain, " "), CODE, {"discounts": []}),
}


@pytest.mark.parametrize("control", CONTROLS)
def test_each_control_asks_the_store_first_and_stripe_then(plain: Plain, control: str):
    change, request, body = CONTROLS[control]
    plain.open()
    change(plain)
    plain.rest()
    assert plain.waiting == [request]
    assert plain.made(request) == [[{"checkout_session_id": "cs_1", **body}, {"Content-Type": "application/json"}]]
    assert plain.is_open() == PAY_WAITS
    plain.answers(request, summary(2, 4700))
    assert plain.waiting == ["read"]
    assert plain.is_open() == PAY_WAITS
    expect(plain.find("total")).to_have_text("$23.00")
    plain.refreshes(4700)
    assert plain.is_open() == PAY_OPEN
    expect(plain.find("total")).to_have_text("$47.00")
    expect(plain.find("pay")).to_have_text("Pay $47.00")
    expect(plain.find("subtotal")).to_have_text("$42.00")
    plain.says("")
    assert plain.waiting == []


def test_a_quantity_has_the_limits_that_the_store_says(plain: Plain):
    plain.open()
    assert [quantity(plain).get_attribute(limit) for limit in ("min", "max")] == ["2", "7"]


def test_the_gift_wrap_is_taken_off_by_the_same_box(plain: Plain):
    plain.open(add_ons=[{"key": "gift_wrap", "amount": 500, "on": True}])
    plain.gift_wrap.uncheck()
    plain.rest()
    body = {"checkout_session_id": "cs_1", "key": "gift_wrap", "on": False}
    assert plain.bodies("POST /api/checkout/set-add-on") == [body]
    assert plain.made(WRAP) == []


@pytest.mark.parametrize("control", CONTROLS)
def test_what_the_store_refuses_is_said_and_the_control_goes_back(plain: Plain, control: str):
    change, request, _ = CONTROLS[control]
    plain.open(code="SPRING")
    change(plain)
    plain.rest()
    plain.says_no(request, "We can't do that.", 422)
    assert plain.waiting == [READ_AGAIN]
    assert plain.is_open() == PAY_WAITS
    plain.page.evaluate("document.activeElement.blur()")
    plain.answers(READ_AGAIN, summary(code="SPRING"))
    plain.says("We can't do that.")
    expect(plain.gift_wrap).not_to_be_checked()
    expect(quantity(plain)).to_have_value("1")
    expect(plain.find("shipping")).to_have_value("standard")
    expect(plain.find("code")).to_have_value("SPRING")
    assert plain.is_open() == PAY_OPEN


def test_a_change_that_is_kept_though_stripe_has_not_heard_of_it_is_shown_and_can_be_tried_again(plain: Plain):
    plain.open()
    plain.gift_wrap.check()
    plain.rest()
    plain.says_no(WRAP, "The payment service is not answering.", 503)
    plain.answers(READ_AGAIN, wrapped(synced_revision=1))
    plain.says("The payment service is not answering.")
    assert plain.is_open() == PAY_CLOSED
    expect(plain.gift_wrap).to_be_checked()
    expect(plain.find("subtotal")).to_have_text("$23.00")
    expect(plain.find("total")).to_have_text("$23.00")  # Stripe's, which is what would be charged

    plain.find("try-again").click()
    plain.rest()
    plain.says("")
    assert plain.is_open() == PAY_WAITS
    assert plain.bodies(SYNC) == [{"checkout_session_id": "cs_1"}]
    plain.says_no(SYNC, "Still not answering.", 503)
    plain.answers(READ_AGAIN, wrapped(synced_revision=1))
    plain.says("Still not answering.")
    assert plain.is_open() == PAY_CLOSED
    plain.find("try-again").click()
    plain.answers(SYNC, wrapped())
    plain.refreshes(2800)
    plain.says("")
    assert plain.is_open() == PAY_OPEN
    expect(plain.find("total")).to_have_text("$28.00")


def fails(plain: Plain) -> None:
    plain.refuses("read", "Words of Stripe's")


def throws(plain: Plain) -> None:
    plain.rejects("read", "Words for developers")


@pytest.mark.parametrize("end", [fails, throws])
def test_when_stripe_does_not_read_what_it_was_brought_to_pay_is_closed(plain: Plain, end: Any):
    plain.open()
    plain.gift_wrap.check()
    plain.answers(WRAP, wrapped())
    end(plain)
    plain.answers(READ_AGAIN, wrapped())
    plain.says(FAILED)
    plain.answers(OPEN, wrapped() | {"client_secret": "cs_1_secret_1"})  # it might have been that the session has ended
    plain.says(FAILED)
    assert plain.is_open() == PAY_CLOSED
    plain.find("try-again").click()
    plain.answers(SYNC, wrapped())
    plain.refreshes(2800)
    assert plain.is_open() == PAY_OPEN


def test_a_lost_connection_is_said_in_words_for_people(plain: Plain):
    plain.open()
    plain.gift_wrap.check()
    plain.rest()
    plain.loses(WRAP)
    plain.loses(READ_AGAIN)
    plain.says(FAILED)
    expect(plain.gift_wrap).not_to_be_checked()
    assert plain.is_open() == PAY_CLOSED  # it may have been kept
    plain.find("try-again").click()
    plain.answers(SYNC, wrapped())
    plain.refreshes(2800)
    plain.says("")
    expect(plain.gift_wrap).to_be_checked()
    assert plain.is_open() == PAY_OPEN


@pytest.mark.parametrize("answer", ["no JSON", {}, {"error": {}}, {"error": None}])
def test_an_answer_without_a_sentence(plain: Plain, answer: Any):
    plain.open()
    plain.gift_wrap.check()
    plain.rest()
    plain.answers(WRAP, answer, 503)
    plain.answers(READ_AGAIN, summary())
    plain.says(FAILED)


def test_what_was_refused_is_said_though_nothing_can_be_read_then(plain: Plain):
    """As when the session has ended: nothing is found by its id any more."""
    plain.open()
    plain.gift_wrap.check()
    plain.rest()
    plain.says_no(WRAP, "The checkout has ended. Please reload the page.")
    plain.says_no(READ_AGAIN, "There is no such checkout here.", 404)
    plain.says("The checkout has ended. Please reload the page.")
    assert plain.is_open() == PAY_CLOSED


def test_a_store_that_does_not_answer_within_twenty_seconds(plain: Plain):
    plain.open()
    plain.gift_wrap.check()
    plain.rest()
    plain.passes(19_999)
    assert plain.waiting == [WRAP]
    plain.passes(1)
    assert plain.waiting == [WRAP, READ_AGAIN]
    plain.answers(READ_AGAIN, wrapped(synced_revision=1))
    plain.loses(OPEN)
    plain.says(FAILED)
    assert plain.is_open() == PAY_CLOSED
    plain.answers(WRAP, wrapped())
    assert plain.waiting == []


def test_two_changes_quickly_one_after_the_other(plain: Plain):
    plain.open()
    plain.gift_wrap.check()
    plain.find("shipping").select_option("express")
    assert plain.waiting == [WRAP]
    plain.answers(WRAP, wrapped())
    plain.refreshes(2800)
    assert plain.waiting == ["POST /api/checkout/choose-shipping"]
    assert plain.is_open() == PAY_WAITS
    expect(plain.find("total")).to_have_text("$28.00")
    expect(plain.find("shipping")).to_have_value("express")  # not put back while it is on its way
    expect(plain.find("delivery")).to_have_text("$5.00")
    express = [{"key": "express", "name": "Express shipping", "chosen": True}]
    plain.answers(
        "POST /api/checkout/choose-shipping", wrapped() | {"revision": 3, "synced_revision": 3, "amount_total": 3800,
        "amount_shipping": 1500, "shipping": express},
    )  # fmt: skip
    plain.refreshes(3800)
    assert plain.is_open() == PAY_OPEN
    expect(plain.find("delivery")).to_have_text("$15.00")
    expect(plain.find("total")).to_have_text("$38.00")


def test_a_late_answer_about_an_earlier_change_does_not_undo_a_later_one(plain: Plain):
    plain.open()
    plain.gift_wrap.check()
    set_quantity(plain, "2")
    plain.says_no(WRAP, SOLD_OUT)
    assert set(plain.waiting) == {READ_AGAIN, "POST /api/checkout/set-quantity"}
    plain.answers("POST /api/checkout/set-quantity", summary(2, 4100, lines=[line(2, 3600)]))
    plain.refreshes(4100)
    assert plain.is_open() == PAY_WAITS
    plain.answers(READ_AGAIN, summary(1))
    plain.says(SOLD_OUT)
    expect(quantity(plain)).to_have_value("2")
    assert plain.is_open() == PAY_OPEN


def test_a_sentence_is_gone_with_the_next_change(plain: Plain):
    plain.open()
    plain.gift_wrap.check()
    plain.rest()
    plain.says_no(WRAP, SOLD_OUT)
    plain.answers(READ_AGAIN, summary())
    plain.says(SOLD_OUT)
    set_quantity(plain, "2")
    plain.says("")


def test_a_sentence_that_stands_there_already_is_not_said_again(plain: Plain):
    plain.open()
    plain.gift_wrap.check()
    plain.says_no(WRAP, SOLD_OUT)
    plain.answers(READ_AGAIN, summary())
    plain.run("""
        const watched = { childList: true, characterData: true, subtree: true };
        window.times = 0;
        new MutationObserver(() => { times += 1; }).observe(document.querySelector('#message'), watched);
    """)
    plain.stripe_has(**total(2400))
    plain.says(SOLD_OUT)
    assert plain.run("return times;") == 0


ENDS = {
    "another total": total(2301),
    "a smaller total": total(0),
    "expired": {"status": {"type": "expired"}},
    "paid": {"status": {"type": "complete"}},
}


@pytest.mark.parametrize("what", ENDS)
def test_what_stripe_has_by_itself_must_be_what_the_store_says(plain: Plain, what: str):
    plain.open()
    plain.stripe_has(**ENDS[what])
    assert plain.is_open() == PAY_CLOSED
    expect(plain.find("total")).to_have_text(ENDS[what].get("total", session(2300)["total"])["total"]["amount"])
    plain.stripe_has(**session(2300))
    assert plain.is_open() == PAY_OPEN


def test_rows_stay_so_that_a_field_keeps_its_focus(plain: Plain):
    plain.open()
    quantity(plain).focus()
    quantity(plain).evaluate("(input) => { input.dataset.same = 'yes'; }")
    plain.gift_wrap.evaluate("(box) => box.click()")
    plain.answers(WRAP, wrapped(lines=[line(4, 7200)]))
    plain.refreshes(2800)
    expect(quantity(plain)).to_be_focused()
    expect(quantity(plain)).to_have_attribute("data-same", "yes")
    expect(quantity(plain)).to_have_value("4")
    expect(plain.find("lines").locator(".figures")).to_have_text("$72.00")


def test_rows_come_and_go(plain: Plain):
    plain.open()
    add(plain, "rye")
    plain.answers(
        "POST /api/checkout/add-product",
        summary(2, 4000, lines=[line(), line(1, 1700, "rye", "Rye")]),
    )
    plain.refreshes(4000)
    expect(plain.find("lines").locator(".row")).to_have_text(["Yame Sencha$18.00", "Rye$17.00"])
    rye = plain.page.get_by_role("spinbutton", name="Quantity of Rye")
    rye.fill("0")
    rye.blur()
    plain.rest()
    body = {"checkout_session_id": "cs_1", "slug": "rye", "quantity": 0}
    assert plain.bodies("POST /api/checkout/set-quantity") == [body]
    plain.answers("POST /api/checkout/set-quantity", summary(3))
    plain.refreshes(2300)
    expect(plain.find("lines").locator(".row")).to_have_text(["Yame Sencha$18.00"])


@pytest.mark.parametrize(("left", "said"), [(None, ""), (8, ""), (7, "7 left"), (2, "2 left"), (0, "Sold out")])
def test_a_row_says_what_is_left_where_that_is_few(plain: Plain, left: int | None, said: str):
    plain.open(lines=[line() | {"left": left}])
    expect(plain.find("lines").locator(".row")).to_have_text([f"Yame Sencha{said}$18.00"])
    assert plain.is_open() == PAY_OPEN


@pytest.mark.parametrize(("left", "way"), [(1, "Take what is left"), (0, "Take it out")])
def test_what_others_have_bought_closes_pay_and_can_be_changed(plain: Plain, left: int, way: str):
    gone = "That is gone."
    plain.open(lines=[line() | {"left": left}], short={"yame-sencha": gone})
    assert plain.is_open() == PAY_WAITS
    expect(plain.find("why")).to_have_text(f"{gone} Please change that first.")
    plain.run("document.querySelector('#payment').requestSubmit();")
    assert plain.waiting == []
    expect(plain.find("lines").locator(".row")).to_have_text([f"Yame Sencha{gone}{way}$18.00"])
    plain.page.get_by_role("button", name=way).click()
    path = "POST /api/checkout/take-what-is-left"
    plain.answers(path, summary(2))
    plain.refreshes(2300)
    assert plain.bodies(path) == [{"checkout_session_id": "cs_1", "slug": "yame-sencha"}]
    expect(plain.find("why")).to_have_text("")
    expect(plain.page.get_by_role("button", name=way)).to_have_count(0)
    assert plain.is_open() == PAY_OPEN


def test_the_present_is_shown_or_what_would_bring_it(plain: Plain):
    plain.open(present_note="Spend $1.00 more and a tin comes along.")
    expect(plain.find("present")).to_have_text("Spend $1.00 more and a tin comes along.")
    plain.gift_wrap.evaluate("(box) => box.click()")
    tin = {"kind": "present", "key": "present", "name": "Tin", "quantity": 1, "amount": 0, "left": None}
    plain.answers(WRAP, wrapped(lines=[line(), tin]))
    plain.refreshes(2800)
    expect(plain.find("present")).to_have_text("A present: Tin")
    expect(plain.find("lines").locator(".row")).to_have_text(["Yame Sencha$18.00"])


def test_a_code_that_is_being_typed_is_not_written_over(plain: Plain):
    plain.open()
    plain.gift_wrap.check()
    plain.find("code").fill("TEA")
    plain.answers(WRAP, wrapped(code="SPRING"))
    plain.refreshes(2800)
    expect(plain.find("code")).to_have_value("TEA")
    plain.find("code").blur()
    plain.stripe_has(**total(2800))
    expect(plain.find("code")).to_have_value("SPRING")
