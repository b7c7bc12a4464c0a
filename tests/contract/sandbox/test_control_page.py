"""The page under /_sandbox/ in a browser: it shows what happened, and does what its forms say."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, expect

from tests.serving import running

from .conftest import Account, item, sandbox_server


@pytest.fixture(scope="module")
def local_stripe(processes: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that a browser finds too."""
    with running(sandbox_server(tmp_path_factory.mktemp("stripe"))) as server:
        yield f"http://127.0.0.1:{server.port}"


@pytest.fixture(params=[(1280, "light"), (390, "dark")], ids=["wide and light", "narrow and dark"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    width, scheme = request.param
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    problems: list[str] = []

    def note(message: ConsoleMessage) -> None:
        # Chromium notes every refused call by itself; a decline is one.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            problems.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: problems.append(str(error)))
    yield page
    page.close()
    assert problems == []


def _visit(page: Page, account: Account, view: str) -> None:
    page.goto(f"{account.base}/_sandbox/#/{account.name}/{view}")
    expect(page.get_by_text("No money moves here.")).to_be_visible()


def test_a_session_is_paid_and_its_story_shown(page: Page, account: Account) -> None:
    session = account.client().v1.checkout.sessions.create(
        {"mode": "payment", "ui_mode": "elements", "line_items": [item("Tea", 1800)]}
    )
    _visit(page, account, f"objects/{session.id}")
    _fits(page)
    page.get_by_label("With a card").select_option("pm_card_chargeDeclined")
    page.get_by_role("button", name="Pay as the shopper").click()
    expect(page.get_by_role("status")).to_have_text("Your card was declined.")
    page.get_by_label("With a card").select_option("pm_card_visa")
    page.get_by_role("button", name="Pay as the shopper").click()
    expect(page.get_by_role("status")).to_contain_text("No money moved.")
    assert account.client().v1.checkout.sessions.retrieve(session.id).status == "complete"
    page.get_by_role("link", name="Requests").click()
    expect(page.get_by_text("POST /v1/checkout/sessions").first).to_be_visible()
    expect(page.get_by_role("link", name="Requests")).to_have_attribute("aria-current", "page")
    _fits(page)


def test_a_hosted_session_leads_to_its_page(page: Page, account: Account) -> None:
    session = account.client().v1.checkout.sessions.create(
        {"mode": "payment", "success_url": "https://shop.example", "line_items": [item("Tea", 1800)]}
    )
    _visit(page, account, f"objects/{session.id}")
    page.get_by_role("link", name="Open the page on which the shopper pays").click()
    expect(page.get_by_role("button", name="Pay $18.00")).to_be_visible()


def test_faults_are_added_and_ended(page: Page, account: Account) -> None:
    account.client().v1.products.create({"name": "known"})
    _visit(page, account, "faults")
    form = page.locator("form").first
    form.get_by_label("What").select_option("server_error")
    form.get_by_label("Times").fill("")
    form.get_by_label("Stripe-Should-Retry").select_option("false")
    form.get_by_role("button").click()
    row = page.get_by_role("listitem").filter(has_text="Server error")
    expect(row).to_contain_text("until ended")
    (fault,) = account.look("faults")
    assert (fault["times"], fault["should_retry"], fault["path"]) == (None, False, "/v1/checkout/sessions/*")
    row.click()
    row.get_by_role("button", name="End it").click()
    expect(page.get_by_text("None. Everything works.")).to_be_visible()
    assert account.look("faults") == []


def test_the_clock_is_put_forward_and_everything_forgotten(page: Page, account: Account) -> None:
    account.client().v1.products.create({"name": "known"})
    _visit(page, account, "clock")
    page.get_by_role("button", name="A day").click()
    expect(page.get_by_text("86,400 s ahead")).to_be_visible()
    assert account.look()["advanced_seconds"] == 86_400
    page.on("dialog", _accept)
    page.get_by_role("button", name="Forget everything").click()
    expect(page.get_by_role("status")).to_have_text("Everything is forgotten.")
    assert account.look()["objects"] == {}


def _fits(page: Page) -> None:
    expect(page.locator("main > div")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def _accept(dialog: Dialog) -> None:
    dialog.accept()


def test_a_debit_that_takes_days_ends_as_the_page_says(page: Page, account: Account) -> None:
    intents = account.client().v1.payment_intents
    intent = intents.create(
        {
            "amount": 900,
            "currency": "usd",
            "allowed_payment_method_types": ["us_bank_account"],
            "payment_method": "pm_usBankAccount_success",
            "confirm": True,
        }
    )
    _visit(page, account, f"objects/{intent.id}")
    page.get_by_label("The money").select_option("insufficient_funds")
    page.get_by_role("button", name="End the debit").click()
    expect(page.get_by_role("status")).to_have_text("The debit has ended.")
    assert intents.retrieve(intent.id).status == "requires_payment_method"
    _fits(page)
