"""The shop in the bridge's own README, started as it stands there with nothing of the store beside it."""

import json
import re
import shutil
import sys
from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest
import stripe
from playwright.sync_api import Browser, Locator, Page, expect

from tests.chromium import PATIENCE_MS
from tests.code_blocks import blocks_for
from tests.contract.browser.conftest import Node
from tests.e2e.shopper import DECLINED_CARD, GOOD_CARD
from tests.serving import ROOT, Server, free_port, running

BRIDGE = ROOT / "assets" / "bridge"
PAGE, SERVER, WHEN_CACHED = (block.code for block in blocks_for(__file__, "assets/bridge/README.md"))
README = (BRIDGE / "README.md").read_text("utf-8")


def test_its_server_is_small_enough_to_read():
    assert len([line for line in SERVER.splitlines() if line.strip()]) <= 61


@pytest.fixture(scope="module")
def shops_account() -> str:
    return uuid4().hex


@pytest.fixture(scope="module")
def shop(local_stripe: str, shops_account: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder, port = tmp_path_factory.mktemp("shop"), free_port()
    (folder / "public").mkdir()
    shutil.copy(BRIDGE / "bridge.js", folder / "public")
    (folder / "public" / "index.html").write_text(PAGE, "utf-8")
    (folder / "server.py").write_text(SERVER, "utf-8")
    settings = {
        "PORT": str(port),
        "STRIPE_API_BASE": local_stripe,
        "STRIPE_SECRET_KEY": f"sk_test_{shops_account}",
        "STRIPE_PUBLISHABLE_KEY": f"pk_test_{shops_account}",
    }
    with running(Server([sys.executable, "server.py"], port, settings, folder / "log", "/", folder)) as server:
        yield server


@pytest.fixture
def page(browser: Browser, shop: Server) -> Iterator[Page]:
    context = browser.new_context(base_url=shop.url)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


@pytest.fixture
def stripe_of_shop(local_stripe: str, shops_account: str) -> stripe.StripeClient:
    return stripe.StripeClient(f"sk_test_{shops_account}", base_addresses={"api": local_stripe})


def opened(page: Page) -> str:
    """Opens the page until it can be paid; gives the id of its session."""
    with page.expect_response("**/open") as answer:
        page.goto("/")
    is_open_at(page, "$18.00")
    return answer.value.json()["id"]


def pay(page: Page) -> Locator:
    return page.get_by_role("button", name="Pay")


def is_open_at(page: Page, total: str) -> None:
    expect(pay(page)).to_have_text(f"Pay {total}")
    expect(pay(page)).to_be_enabled()


def type_card(page: Page, number: str = GOOD_CARD) -> None:
    page.get_by_label("Email").fill("ada@example.com")
    card = page.frame_locator('iframe[title="Secure payment input frame"]')
    card.get_by_label("Card number").fill(number)
    card.get_by_label("Expiration date").fill("12 / 34")
    card.get_by_label("Security code").fill("123")
    card.get_by_label("Country").select_option("US")
    card.get_by_label("ZIP").fill("94107")


@pytest.mark.parametrize(("wrapped", "total", "charged"), [(False, "$18.00", 1800), (True, "$23.00", 2300)])
def test_it_charges_what_stands_on_pay(
    page: Page, stripe_of_shop: stripe.StripeClient, wrapped: bool, total: str, charged: int
):
    session = opened(page)
    type_card(page)
    if wrapped:
        page.get_by_label("Gift wrap").check()
    is_open_at(page, total)
    pay(page).click()
    expect(page.get_by_text("Thank you. Your tea is paid.")).to_be_visible()
    paid = stripe_of_shop.v1.checkout.sessions.retrieve(session)
    assert (paid.payment_status, paid.amount_total) == ("paid", charged)


def test_after_a_decline_the_cart_can_be_changed_and_paid(page: Page, stripe_of_shop: stripe.StripeClient):
    session = opened(page)
    type_card(page, DECLINED_CARD)
    pay(page).click()
    expect(page.get_by_role("alert")).to_have_text("Your card was declined.")
    page.get_by_label("Gift wrap").check()
    is_open_at(page, "$23.00")
    expect(page.get_by_role("alert")).to_have_text("")
    type_card(page)
    pay(page).click()
    page.wait_for_url(f"**/?session={session}")
    assert stripe_of_shop.v1.checkout.sessions.retrieve(session).amount_total == 2300


def test_where_stripe_refuses_pay_stays_closed_until_another_try(page: Page, local_stripe: str, shops_account: str):
    opened(page)
    faults = f"{local_stripe}/_sandbox/api/{shops_account}/faults"
    down = {"kind": "server_error", "method": "POST", "path": "/v1/checkout/sessions/*", "times": None}
    httpx.post(faults, json=down | {"should_retry": False}).raise_for_status()
    page.get_by_label("Gift wrap").click()
    again = page.get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    expect(page.get_by_role("alert")).to_have_text("Something went wrong.")
    expect(page.get_by_label("Gift wrap")).to_be_checked()
    expect(pay(page)).to_be_disabled()
    httpx.delete(faults).raise_for_status()
    again.click()
    is_open_at(page, "$23.00")
    expect(again).to_be_hidden()


def test_a_session_that_has_expired_gets_another_form(page: Page, stripe_of_shop: stripe.StripeClient):
    stripe_of_shop.v1.checkout.sessions.expire(opened(page))
    page.get_by_label("Gift wrap").click()
    expect(page.get_by_role("alert")).to_have_text("Please type your card again.")
    is_open_at(page, "$23.00")


@pytest.mark.parametrize("noticed_by", ["focus", "Pay"])
def test_what_another_tab_has_changed_is_seen_before_it_is_paid(page: Page, shop: Server, noticed_by: str):
    session = opened(page)
    page.get_by_label("Email").fill("ada@example.com")  # and no card: to leave its frame gives the page the focus again
    httpx.post(f"{shop.url}/wrap", json={"id": session, "on": True}).raise_for_status()
    if noticed_by == "focus":
        page.evaluate("dispatchEvent(new Event('focus'))")
    else:
        pay(page).click()
        expect(page.get_by_role("alert")).to_have_text("The total has changed. Please look at it again.")
    is_open_at(page, "$23.00")
    expect(page.get_by_label("Gift wrap")).to_be_checked()


def test_while_a_payment_is_on_its_way_another_tab_changes_nothing(page: Page, shop: Server):
    session = opened(page)
    seen = {"id": session, "revision": 1, "amount": 1800}
    httpx.post(f"{shop.url}/place", json=seen).raise_for_status()
    refused = httpx.post(f"{shop.url}/wrap", json={"id": session, "on": True})
    assert (refused.status_code, refused.json()["message"]) == (409, "A payment is on its way. Please wait a moment.")
    httpx.post(f"{shop.url}/release", json={"id": session}).raise_for_status()
    assert httpx.post(f"{shop.url}/wrap", json={"id": session, "on": True}).json()["amount_total"] == 2300


def names(column: str) -> set[str]:
    """What the tables of the README name in their first column, below such a heading."""
    table = README.split(f"| {column} |")[1].split("\n\n")[0]
    return {found for line in table.splitlines()[2:] for found in re.findall(r"^\| `(?:new )?(\w+)", line)}


def test_every_function_and_property_of_the_bridge_is_told_and_no_other():
    code = (BRIDGE / "bridge.js").read_text("utf-8")
    of_bridge = code[code.index("export class Bridge") :]
    methods = re.findall(r"^  (?:async |get )?([a-z]\w*)\([^)]*\) \{$", of_bridge, re.MULTILINE)
    fields = re.findall(r"^  ([a-z]\w*) = ", of_bridge, re.MULTILINE)
    assert names("of `Bridge`") == {"Bridge", *methods, *fields} - {"constructor"}
    assert names("function of `server`") == set(re.findall(r"this\.#server\.(\w+)\(", code))
    assert names("event") == set(re.findall(r'new Event\("(\w+)"\)', code))
    assert names("error") == set(re.findall(r"^export class (\w+) extends Error", code, re.MULTILINE))
    codes = set(re.findall(r'new Trouble\("(\w+)"', code))
    assert codes <= set(re.findall(r"`(\w+)`", README))


def test_the_answer_to_a_cached_page_is_the_plain_pages_own():
    assert WHEN_CACHED.strip() in (ROOT / "assets" / "plain" / "plain.js").read_text("utf-8")


PAYS = ["place 1 100", "confirm", "release"]
ALONE = {
    "two changes": (["first", "Stripe.js reads", "second", "Stripe.js reads"], 3, "", ""),
    "a change after one that is refused": (["refused", "read", "second", "Stripe.js reads"], 3, "No.", ""),
    "an update that is lost, as is how things are": (["refused", "read"], 1, "No.", "stale"),
    "an end of which no other form comes": (["refused", "read", "open"], 3, "It has ended.", ""),
    "another session of which no form comes": (["Stripe.js reads", "open"], 2, "Nothing opens.", "stale"),
    "an end that was none": (["refused", "read", "open"], 3, "It has ended.", ""),
    "an end and another form": (["refused", "read", "open"], 3, "It has ended.", ""),
    "a revision that Stripe has later": (["Stripe.js reads", "stale", "again", "Stripe.js reads"], 2, "", ""),
    "a late answer": (["newer", "Stripe.js reads", "older", "Stripe.js reads"], 3, "", ""),
    "pay while Stripe has another total": ([], 1, "", "stale"),
    "pay what another tab has changed": (["place", "sync", "Stripe.js reads"], 3, "It has changed.", ""),
    "pay with an email that is none": ([], 1, "No email.", ""),
    "pay by a Stripe.js that throws": (PAYS, 1, "not_confirmed", ""),
    "pay and nothing opens again": (PAYS, 1, "Declined.", ""),
    "pay without an email": (PAYS, 1, "Declined.", ""),
    "pay with an email": (["email ada@example.com", *PAYS], 1, "Declined.", ""),
}


@pytest.mark.parametrize("scenario", ALONE)
def test_alone_on_a_stripe_js_that_queues_nothing(node: Node, scenario: str):
    ended = node("bridge_alone.mjs", scenario)
    assert ended.returncode == 0, ended.stderr
    asked, revision, trouble, closed = ALONE[scenario]
    renewed = scenario == "an end and another form"
    said = {"asked": asked, "revision": revision, "trouble": trouble, "closed": closed, "renewed": renewed}
    assert json.loads(ended.stdout) == said
