"""What happens outside of the plain page: another tab, another page, the network; and what is said of it."""

import pytest
from playwright.sync_api import expect

from tests.browser.plain import OPEN, PAY_OPEN, PAY_WAITS, READ_AGAIN, Plain, summary, wrapped
from tests.browser.scripted import as_json, session, total

WRAP, SYNC = "POST /update-custom-amount", "POST /api/checkout/sync"
GONE = "There is no such checkout here."


def comes_back(plain: Plain) -> None:
    """The tab has the focus again."""
    plain.run("dispatchEvent(new Event('focus'));")


@pytest.mark.parametrize("changed", [True, False])
def test_a_tab_that_has_the_focus_again_shows_todays_cart(plain: Plain, changed: bool):
    plain.open()
    comes_back(plain)
    plain.answers(READ_AGAIN, wrapped() if changed else summary())
    if changed:
        plain.answers(SYNC, wrapped())
        plain.refreshes(2800)
    expect(plain.find("total")).to_have_text("$28.00" if changed else "$23.00")
    assert (plain.waiting, plain.is_open()) == ([], PAY_OPEN)


def test_whoever_waits_for_the_bridge_to_catch_up_has_todays_cart(plain: Plain):
    plain.visit()
    caught_up = """
        const { Bridge } = await import("/bridge/bridge.js");
        const cart = (revision) => ({ id: "cs_1", revision, synced_revision: revision, amount_total: 2300 });
        const total = { total: { minorUnitsAmount: 2300 } };
        const getSession = () => ({ id: "cs_1", status: { type: "open" }, total });
        const runServerUpdate = async (ask) => ask().then(() => ({ type: "success" }));
        const sync = async () => {
            for (let turn = 0; turn < 9; turn++) await null;
            return cart(2);
        };
        const actions = { getSession, runServerUpdate };
        const form = { loadActions: async () => ({ type: "success", actions }), on() {} };
        const bridge = new Bridge({ read: async () => cart(2), sync }, () => form);
        await bridge.begin(cart(1));
        await bridge.catchUp();
        return bridge.cart.revision;
    """
    assert plain.run(caught_up) == 2


def test_a_tab_whose_session_has_ended_elsewhere_looks_for_a_new_one(plain: Plain):
    plain.open()
    comes_back(plain)
    plain.says_no(READ_AGAIN, GONE, 404)
    assert plain.bodies(SYNC) == [{"checkout_session_id": "cs_1"}]
    plain.answers(SYNC, {"error": {"code": "not_found", "message": GONE}}, 404)
    plain.answers(READ_AGAIN, summary())
    assert plain.waiting == [OPEN]
    plain.answers(OPEN, summary(2, 2800, id="cs_2", client_secret="cs_2_secret_2"))
    plain.run("script.say(given);", session(2800, id="cs_2"))
    plain.fine("loadActions")
    assert plain.is_open() == PAY_OPEN


def test_a_tab_that_comes_back_to_a_store_that_fails_brings_itself_up_to_date(plain: Plain):
    plain.open()
    comes_back(plain)
    plain.answers(READ_AGAIN, {}, 500)
    assert plain.waiting == [SYNC]


def test_a_tab_that_comes_back_without_a_connection_stays_as_it_is(plain: Plain):
    plain.open()
    comes_back(plain)
    plain.loses(READ_AGAIN)
    plain.says("")
    assert (plain.waiting, plain.is_open()) == ([], PAY_OPEN)


def test_a_tab_that_comes_back_while_something_is_under_way_asks_nothing(plain: Plain):
    plain.open()
    plain.gift_wrap.check()
    comes_back(plain)
    assert plain.waiting == [WRAP]
    plain.answers(WRAP, wrapped())
    plain.refreshes(2800)
    comes_back(plain)
    assert plain.waiting == [READ_AGAIN]


@pytest.mark.parametrize("event", ["offline", "online"])
def test_pay_opens_and_closes_with_the_network(plain: Plain, event: str):
    plain.open()
    plain.page.context.set_offline(True)
    plain.page.wait_for_function("document.querySelector('#pay').ariaDisabled === 'true'")
    assert plain.is_open() == PAY_WAITS
    if event == "online":
        plain.page.context.set_offline(False)
        plain.page.wait_for_function("document.querySelector('#pay').ariaDisabled === 'false'")


def test_a_cart_that_pays_by_an_intent_now_has_the_page_loaded_again(plain: Plain):
    plain.open()
    plain.gift_wrap.check()
    plain.answers(WRAP, wrapped(id=None))
    plain.fine("read")
    moved = wrapped(id="pi_1", flow="payment_intent", client_secret="pi_1_secret_1")
    with plain.page.expect_navigation(url="**/plain/"):
        plain.page.evaluate(
            "(moved) => script.end('POST /api/checkout/open', 'resolve', { status: 200, text: moved }, 0)",
            as_json(moved),
        )
    plain.rest()
    assert "GET /api/config" in plain.waiting


def test_a_new_total_is_announced_once_and_the_first_is_not(plain: Plain):
    plain.open()
    said = plain.find("said")
    expect(said).to_have_text("")
    plain.stripe_has(**total(2300))
    expect(said).to_have_text("")
    plain.stripe_has(**total(2800))
    expect(said).to_have_text("Total $28.00")
    said.evaluate("(node) => { node.textContent = ''; }")
    plain.stripe_has(**total(2800))
    expect(said).to_have_text("")


def test_what_comes_from_the_stores_own_answer_counts_as_read(plain: Plain):
    """A revision that is as old as the one that is known may say more: whether Stripe has it."""
    plain.open(synced_revision=0)
    assert plain.is_open() == (False, True)
    expect(plain.find("why")).to_have_text("")  # nobody has pressed Pay
    plain.find("try-again").click()
    plain.answers(SYNC, summary())
    plain.refreshes(2300)
    assert plain.is_open() == PAY_OPEN


def test_a_page_from_the_back_forward_cache_is_loaded_again(plain: Plain):
    plain.open()
    plain.press_pay()  # and never answered, as when the browser has gone on to the order
    with plain.page.expect_navigation():
        plain.page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    plain.page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: false }))")
    plain.rest()
    assert plain.waiting
