"""The page under /_sandbox/: what each of its views tells, and what it leaves alone while it looks again."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.serving import running

from .conftest import Account, Receiver, item, sandbox_server
from .test_control_page import local_stripe

__all__ = ["local_stripe"]

SESSIONS = "/v1/checkout/sessions"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page whose clock stands, so that it looks again when a test says so."""
    page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="en-GB", timezone_id="Europe/Berlin")
    page.clock.install(time=1_800_000_000)
    yield page
    page.close()


def visit(page: Page, account: Account, view: str) -> None:
    page.goto(f"{account.base}/_sandbox/#/{account.name}/{view}")
    expect(page.locator("#namespace")).to_have_value(account.name)


def later(page: Page, seconds: int = 2) -> None:
    page.clock.run_for(seconds * 1000)


def row(page: Page, text: str) -> Locator:
    return page.get_by_role("listitem").filter(has_text=text)


def notice(page: Page) -> Locator:
    return page.locator("#notice")


def a_session(account: Account, **more: object) -> str:
    asked = {"mode": "payment", "ui_mode": "elements", "line_items": [item("Tea", 1800, 2)], **more}
    return account.client().v1.checkout.sessions.create(asked).id  # pyright: ignore[reportArgumentType]


def test_each_object_is_told_with_its_amount_its_state_and_its_kind(page: Page, account: Account) -> None:
    session = a_session(account)
    price = account.client().v1.prices.create({"currency": "jpy", "unit_amount": 1200, "product_data": {"name": "Tea"}})
    visit(page, account, "")
    expect(row(page, session)).to_contain_text("$36.00 open")
    expect(row(page, session)).to_contain_text("checkout session · ")
    about = page.locator("summary").filter(has_text=price.id)
    expect(about).to_contain_text("¥1,200")
    expect(about).to_contain_text("price · one_time · ")
    expect(page.get_by_role("link", name="Objects")).to_have_attribute("aria-current", "page")
    row(page, session).locator("summary").click()
    row(page, session).get_by_role("link", name="Open").click()
    expect(page.get_by_role("heading", name=session)).to_be_visible()
    expect(page.locator("pre").first).to_contain_text('"amount_total": 3600')
    page.get_by_role("link", name="All objects").click()
    expect(row(page, session)).to_be_visible()


def test_one_kind_is_shown_alone_and_said_with_its_number(page: Page, account: Account) -> None:
    session = a_session(account)
    account.client().v1.products.create({"name": "Tea", "id": "tea"})
    account.client().v1.products.create({"name": "Pot", "id": "pot"})
    visit(page, account, "objects")
    page.get_by_label("Kind").select_option(label="product (3)")
    expect(page.get_by_role("listitem")).to_have_count(3)
    expect(row(page, session)).to_have_count(0)
    expect(page.get_by_label("Kind").locator("option:checked")).to_have_text("product (3)")
    page.get_by_label("Kind").select_option(label="All")
    expect(row(page, session)).to_be_visible()


def test_an_account_without_anything_says_so_in_each_view(page: Page, account: Account) -> None:
    account.client().v1.products.list()
    for view, said in {
        "objects": "Nothing has been made yet.",
        "deliveries": "No webhook yet: nothing happened, or no endpoint wants to know.",
        "faults": "None. Everything works.",
        "nowhere": "Nothing has been made yet.",
    }.items():
        visit(page, account, view)
        expect(page.locator("p.empty")).to_have_text(said)


def test_a_server_that_nobody_has_called_says_how_an_account_is_made(
    browser: Browser, processes: None, tmp_path: Path
) -> None:
    with running(sandbox_server(tmp_path / "fresh")) as server:
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{server.port}/_sandbox/")
        expect(page.get_by_role("main")).to_have_text("No account yet. The first call with a key sk_test_… makes one.")
        page.close()


def test_what_comes_is_seen_and_what_is_read_stays_open(page: Page, account: Account) -> None:
    first = a_session(account)
    visit(page, account, "objects")
    row(page, first).locator("summary").click()
    page.locator("h1").click()
    page.evaluate("document.activeElement.blur()")
    second = a_session(account)
    expect(row(page, second)).to_have_count(0)
    later(page)
    expect(row(page, second)).to_be_visible()
    expect(row(page, first).locator("details")).to_have_attribute("open", "")
    expect(row(page, second).locator("details")).not_to_have_attribute("open", "")


def test_nothing_is_drawn_anew_where_somebody_fills_in(page: Page, account: Account) -> None:
    session = a_session(account)
    visit(page, account, f"objects/{session}")
    page.get_by_label("Email").fill("ada@example.com")
    account.client().v1.checkout.sessions.update(session, {"metadata": {"note": "later"}})
    later(page)
    later(page)
    expect(page.get_by_label("Email")).to_have_value("ada@example.com")
    expect(page.get_by_label("Email")).to_be_focused()
    page.get_by_role("button", name="Pay as the shopper").click()
    expect(notice(page)).to_have_text("Paid. No money moved.")
    expect(page.get_by_role("button", name="Pay as the shopper")).to_have_count(0)
    paid = account.client().v1.checkout.sessions.retrieve(session)
    assert paid.customer_details
    assert (paid.status, paid.customer_details.email) == ("complete", "ada@example.com")
    later(page, 7)
    expect(notice(page)).to_have_text("")


def test_a_request_is_told_with_what_befell_it(page: Page, account: Account) -> None:
    products = account.client().v1.products
    products.create({"name": "Tea"}, {"idempotency_key": "once"})
    products.create({"name": "Tea"}, {"idempotency_key": "once"})
    account.control("faults", {"kind": "connection_reset", "path": SESSIONS, "times": 1})
    account.raw("GET", "/v1/products/none")
    with pytest.raises(httpx.TransportError):
        account.raw("POST", SESSIONS)
    visit(page, account, "requests")
    posted = row(page, "POST /v1/products")
    expect(posted).to_have_count(2)
    expect(posted.first).to_contain_text("replayed")
    expect(posted.last).not_to_contain_text("replayed")
    expect(posted.first.locator(".state")).to_have_class("state")
    missing = row(page, "/v1/products/none")
    expect(missing.locator(".state")).to_have_text("404")
    expect(missing.locator(".state")).to_have_class("state bad")
    expect(missing).to_contain_text("No such product")
    broken = row(page, f"POST {SESSIONS}")
    expect(broken.locator(".state")).to_have_text("broken")
    expect(broken).to_contain_text("fault: connection_reset")
    posted.first.locator("summary").click()
    expect(posted.first.locator("pre")).to_contain_text('"idempotency_key": "once"')


def test_a_webhook_is_told_and_sent_again(page: Page, account: Account, receiver: Receiver) -> None:
    client = account.client().v1
    client.webhook_endpoints.create({"url": receiver.url, "enabled_events": ["product.created"]})
    client.products.create({"name": "Tea"})
    receiver.wait(1)
    visit(page, account, "deliveries")
    sent = row(page, "product.created")
    expect(sent).to_contain_text(f"{receiver.url} · 1 tried · answered 200")
    expect(sent.locator(".state")).to_have_class("state")
    sent.locator("summary").click()
    sent.get_by_role("button", name="Send again").click()
    expect(notice(page)).to_have_text("Sent again.")
    assert len(receiver.wait(2)) == 2


def test_a_webhook_that_never_goes_out_stands_out(page: Page, account: Account, receiver: Receiver) -> None:
    client = account.client().v1
    client.webhook_endpoints.create({"url": receiver.url, "enabled_events": ["*"]})
    visit(page, account, "faults")
    form = page.locator("form").nth(1)
    form.get_by_label("What").select_option("Webhook never sent")
    form.get_by_label("For events").fill("product.*")
    form.get_by_label("Times").fill("3")
    form.get_by_role("button", name="Let it happen").click()
    expect(notice(page)).to_have_text("It will happen.")
    expect(row(page, "Webhook never sent")).to_contain_text("3 more")
    expect(row(page, "Webhook never sent")).to_contain_text("events product.*")
    (fault,) = account.look("faults")
    assert (fault["kind"], fault["event"], fault["times"], fault["seconds"]) == ("drop", "product.*", 3, 2)
    client.products.create({"name": "Tea"})
    page.get_by_role("link", name="Webhooks").click()
    dropped = row(page, "product.created")
    expect(dropped.locator(".state")).to_have_text("dropped")
    expect(dropped.locator(".state")).to_have_class("state bad")


def test_a_form_that_was_refused_says_why_and_another_account_is_looked_at(page: Page, account: Account) -> None:
    account.client().v1.products.list()
    visit(page, account, "clock")
    for name, seconds in {"An hour": "3,600", "A month": "2,595,600"}.items():
        page.get_by_role("button", name=name).click()
        expect(page.locator("#clock")).to_contain_text(f"{seconds} s ahead")
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Forget everything").click()
    assert account.look()["advanced_seconds"] == 2_595_600
    other = Account(f"{account.name}other", account.base)
    other.client().v1.products.create({"name": "Pot"})
    later(page)
    page.locator("#namespace").select_option(other.name)
    expect(page.locator("#clock")).not_to_contain_text("ahead")
    assert page.url.endswith(f"#/{other.name}/clock")
    page.goto(f"{account.base}/_sandbox/#/{other.name}/objects/none")
    expect(page.get_by_role("main")).to_contain_text("none")
    other.close()
