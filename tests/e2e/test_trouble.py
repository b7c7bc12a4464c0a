"""When an update fails, in each of the three ways: the sentence stands beside the control, with ways to go on."""

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, WebSocketRoute, expect

from rxapp.checkout.syncing import TOO_SMALL_TAKEN_BACK
from rxapp.orders.records import Flow
from rxapp.shop.refusal import PaymentServiceUnavailable
from rxapp.states.payment import TROUBLES
from tests.chromium import PATIENCE_MS
from tests.e2e.project import project_with
from tests.e2e.shopper import Shopper, holds_up, rows, stripe_of
from tests.serving import Server, running, store_server

OFFER = """
[codes.NEARLYALL]
amount = 1790
"""


def nearly_free(catalog: str) -> str:
    """Shipping for nothing, and a code that leaves ten cents of a tin of Yame Sencha: no card is charged so little."""
    costs = "standard = { price = 500,"
    assert costs in catalog
    return catalog.replace(costs, "standard = { price = 0,") + OFFER


@pytest.fixture(scope="module", params=[*Flow])
def store(
    production_build: None, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Server]:
    """One that pays in this flow; for what is done in each there is one a flow."""
    folder = tmp_path_factory.mktemp("trouble")
    root = project_with(folder / "project", nearly_free)
    with running(store_server(folder / "data", root, CHECKOUT_FLOW=request.param)) as server:
        yield server


@pytest.fixture
def page(browser: Browser, store: Server) -> Iterator[Page]:
    """A tab whose console may complain: its calls fail."""
    context = browser.new_context(base_url=store.url)
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


def checkout_in(page: Page) -> Shopper:
    """A tin of tea at the checkout, with the card typed already."""
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    anna.sees("$18.00", "", "$0.00", "$18.00")
    anna.type_card()
    return anna


def gift_wrap(page: Page) -> Locator:
    return page.get_by_role("checkbox", name="Gift wrap")


def beside(page: Page, control: str) -> Locator:
    """What is said beside a control."""
    return page.locator(f"#problem-{control}")


def assert_everyone_says(amount: int, store: Server, anna: Shopper) -> None:
    """The order and Stripe."""
    number = anna.reads_order()
    [order] = rows(store.log.parent, "SELECT * FROM orders WHERE number = ?", number)
    assert (order["total"], order["paid"], order["flag"]) == (amount, amount, None)
    intent = stripe_of(store).v1.payment_intents.retrieve(str(order["payment_intent_id"]))
    assert intent.amount_received == amount


def test_what_stripe_refuses_is_taken_back_and_said_beside_the_control(page: Page, store: Server):
    anna = checkout_in(page)
    gift_wrap(page).check()
    anna.sees("$23.00", "", "$0.00", "$23.00")
    gift_wrap(page).uncheck()
    anna.sees("$18.00", "", "$0.00", "$18.00")
    page.get_by_role("textbox", name="Promo code").fill("NEARLYALL")
    page.get_by_role("button", name="Apply").click()
    expect(beside(page, "code")).to_have_text(TOO_SMALL_TAKEN_BACK)
    expect(page.get_by_role("textbox", name="Promo code")).to_be_visible()
    anna.sees("$18.00", "", "$0.00", "$18.00")
    expect(anna.card_form.get_by_label("Card number")).to_have_value("4242 4242 4242 4242")
    anna.pay()
    assert_everyone_says(1800, store, anna)


@pytest.fixture
def away(store: Server) -> Iterator[str]:
    """The address of Stripe's faults, with one that refuses every update as long as it is there."""
    faults = f"{store.url}/_sandbox/api/kettleandkiln/faults"
    for path in ("/v1/checkout/sessions/cs_*", "/v1/payment_intents/pi_*"):
        fault = {"kind": "server_error", "method": "POST", "path": path, "times": None, "should_retry": False}
        httpx.post(faults, json=fault).raise_for_status()
    yield faults
    httpx.delete(faults).raise_for_status()


def test_while_stripe_is_away_the_change_can_be_tried_again_or_undone(
    page: Page, store: Server, request: pytest.FixtureRequest
):
    anna = checkout_in(page)
    faults = request.getfixturevalue("away")
    gift_wrap(page).check()
    trouble = beside(page, "gift_wrap")
    expect(trouble).to_contain_text(PaymentServiceUnavailable.sentence)
    expect(gift_wrap(page)).to_be_checked()
    expect(anna.pay_button).to_be_disabled()
    expect(page.locator("#pay-sentence")).to_contain_text(PaymentServiceUnavailable.sentence)
    expect(trouble.get_by_role("button", name="Undo")).to_be_visible()

    page.get_by_role("radio", name="Express shipping").check()
    expect(beside(page, "shipping")).to_contain_text(PaymentServiceUnavailable.sentence)
    expect(trouble).to_have_count(0)
    httpx.delete(faults).raise_for_status()
    beside(page, "shipping").get_by_role("button", name="Undo 2 changes").click()
    expect(gift_wrap(page)).not_to_be_checked()
    expect(page.get_by_role("radio", name="Standard shipping")).to_be_checked()
    anna.sees("$18.00", "", "$0.00", "$18.00")
    expect(page.get_by_role("alert").filter(has_text=PaymentServiceUnavailable.sentence)).to_have_count(0)
    anna.pay()
    assert_everyone_says(1800, store, anna)


def test_try_again_beside_the_control_brings_it_to_stripe(page: Page, store: Server, request: pytest.FixtureRequest):
    anna = checkout_in(page)
    faults = request.getfixturevalue("away")
    page.get_by_role("button", name="Swap to the large tin, +$14.00").click()
    trouble = beside(page, "yame-sencha-large")
    expect(trouble).to_contain_text(PaymentServiceUnavailable.sentence)
    httpx.delete(faults).raise_for_status()
    trouble.get_by_role("button", name="Try again").click()
    anna.sees("$32.00", "", "$0.00", "$32.00")
    expect(trouble).to_have_count(0)
    anna.pay()
    assert_everyone_says(3200, store, anna)


def test_when_stripe_js_cannot_read_what_was_written_the_control_says_so(page: Page, store: Server):
    anna = checkout_in(page)
    reading = re.compile(r"/v1/(payment_pages/\w+/init|payment_intents/\w+/retrieve)")
    page.route(reading, lambda route: route.fulfill(status=500, json={"error": {"type": "api_error", "message": "no"}}))
    gift_wrap(page).check()
    trouble = beside(page, "gift_wrap")
    expect(trouble).to_contain_text(TROUBLES["not_refreshed"])
    expect(anna.pay_button).to_be_disabled()
    page.unroute(reading)
    trouble.get_by_role("button", name="Undo").click()
    expect(gift_wrap(page)).not_to_be_checked()
    anna.sees("$18.00", "", "$0.00", "$18.00")
    gift_wrap(page).check()
    anna.sees("$23.00", "", "$0.00", "$23.00")
    anna.pay()
    assert_everyone_says(2300, store, anna)


def test_an_answer_that_never_comes_is_said_beside_the_control(page: Page, store: Server):
    swallow: list[str] = []

    def between(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        socket.on_message(lambda text: None if any(name in str(text) for name in swallow) else server.send(text))

    page.route_web_socket(re.compile("/_event/"), between)
    page.clock.install()
    anna = checkout_in(page)
    swallow.append("checkout_state.sync")
    # The write that begins with the change is still under way when the form has waited long enough.
    holds_up(page, store, seconds=6)
    gift_wrap(page).check()
    expect(page.get_by_test_id("total")).to_have_text("$23.00")
    expect(page.get_by_text("Updating…")).to_be_visible()
    page.clock.fast_forward(16_000)
    trouble = beside(page, "gift_wrap")
    expect(trouble).to_contain_text(TROUBLES["late"])
    expect(page.locator("#pay-sentence")).to_contain_text(TROUBLES["late"])
    swallow.clear()
    trouble.get_by_role("button", name="Try again").click()
    anna.sees("$23.00", "", "$0.00", "$23.00")
    expect(trouble).to_have_count(0)
    anna.pay()
    assert_everyone_says(2300, store, anna)
