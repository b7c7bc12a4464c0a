"""A shopper, in the words of the pages."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import stripe
from itsdangerous import URLSafeSerializer
from playwright.sync_api import FrameLocator, Locator, Page, Route, expect

from rxapp.settings import LOCAL_SECRET_KEY
from rxapp.visitor.cookie import COOKIE
from tests import on_stripe
from tests.serving import Server

GOOD_CARD, DECLINED_CARD, BANK_CARD = "4242424242424242", "4000000000000002", "4000002760003184"


A_NUMBER = r"KK-[0-9A-Z]{8}"


@dataclass
class Shopper:
    """What a person does in one tab."""

    page: Page

    def add(self, *slugs: str) -> None:
        """Puts products into the cart, from their own pages."""
        for slug in slugs:
            self.page.goto(f"/products/{slug}")
            self.page.get_by_role("button", name="Add to cart").click()
            expect(self.page.get_by_text("Added.")).to_be_visible()

    def open_checkout(self) -> None:
        """Goes by the cart to a payment form that can be used."""
        self.page.goto("/cart")
        self.page.get_by_role("link", name="Checkout").click()
        self.page.wait_for_url("**/checkout")
        expect(self.pay_button).to_be_enabled()

    def walks_to_checkout_with(self, *slugs: str) -> None:
        self.add(*slugs)
        self.open_checkout()

    def checkout_with(self, *slugs: str) -> None:
        """Comes straight to a payment form; the pages before it are for the tests that are about them."""
        for slug in slugs:
            expect(self.page.request.post("/api/checkout/add-product", data={"slug": slug})).to_be_ok()
        self.page.goto("/checkout")
        expect(self.pay_button).to_be_enabled()

    @property
    def pay_button(self) -> Locator:
        # the one in the form: on a phone there is another beside the controls once the card is in
        return self.page.get_by_role("button", name=re.compile(r"^Pay\b")).last

    @property
    def card_form(self) -> FrameLocator:
        return self.page.frame_locator('iframe[title="Secure payment input frame"]')

    def type_card(self, number: str = GOOD_CARD) -> None:
        """Fills in the payment form; the rest of the card is always fine."""
        self.card_form.get_by_label("Card number").fill(number)
        self.card_form.get_by_label("Expiration date").fill("12 / 34")
        self.card_form.get_by_label("Security code").fill("123")
        self.card_form.get_by_label("Country").select_option("US")
        self.card_form.get_by_label("ZIP").fill("94107")

    def sees(self, subtotal: str, discount: str, shipping: str, total: str) -> None:
        """The four amounts of the summary, and a Pay button that is open and says the same."""
        # a form that gives way to another is hidden, not gone
        expect(self.page.get_by_test_id("total").filter(visible=True)).to_have_text(total)
        expect(self.page.get_by_test_id("subtotal")).to_have_text(subtotal)
        expect(self.page.get_by_test_id("shipping")).to_have_text(shipping)
        if discount:
            expect(self.page.get_by_test_id("discount")).to_have_text(discount)
        else:
            expect(self.page.get_by_test_id("discount")).to_have_count(0)
        expect(self.pay_button).to_be_enabled()
        expect(self.pay_button).to_have_accessible_name(f"Pay {total}")

    def in_guide(self, part: str) -> Locator:
        """A part of what a test store offers to try, unfolded."""
        strip = self.page.get_by_role("complementary", name="Test store")
        button = strip.get_by_role("button", name="Try this")
        if button.get_attribute("aria-expanded") == "false":
            button.click()
        unfolded = self.page.get_by_role("complementary", name="Try this").locator("details").filter(has_text=part)
        if unfolded.get_attribute("open") is None:
            unfolded.locator("summary").click()
        return unfolded

    def shops_as(self, somebody: str) -> None:
        self.in_guide("Another shopper").get_by_label("Shopping as").select_option(somebody)
        self.page.keyboard.press("Escape")

    def pays_through(self, flow: str) -> None:
        self.in_guide("Another way to pay").get_by_label("Pay through").select_option(flow)
        self.page.keyboard.press("Escape")

    def pay(self) -> None:
        self.pay_button.click()

    def reads_order(self) -> str:
        """Waits for the order and gives its number."""
        self.page.wait_for_url("**/complete?*")
        number = self.page.get_by_test_id("order-number")
        expect(number).to_have_text(re.compile(A_NUMBER))
        return re.search(A_NUMBER, number.text_content() or "")[0]  # pyright: ignore[reportOptionalSubscript]


def stripe_of(store: Server) -> stripe.StripeClient:
    """The official client, speaking to the store's local Stripe, or to Stripe, with the store's key."""
    if key := on_stripe.GIVEN.get("STRIPE_SECRET_KEY"):
        base = on_stripe.GIVEN.get("STRIPE_API_BASE")
        return stripe.StripeClient(key, base_addresses={"api": base} if base else {})
    return stripe.StripeClient(
        LOCAL_SECRET_KEY,
        base_addresses={"api": store.url},
        stripe_version="2026-10-28.endive; checkout_server_update_beta=v1;",
    )


def payments_were_begun_long_ago(data: Path) -> None:
    """Lets the time pass for which a payment keeps a cart shut."""
    with closing(sqlite3.connect(data / "store.db")) as database, database:
        database.execute("UPDATE checkouts SET placed_at = '2000-01-01 00:00:00.000000' WHERE status = 'placing'")


def stand_behind_the_counter(page: Page, store: Server) -> None:
    """Signs in as the merchant with the token that the store has made up, by keyboard."""
    page.goto("/merchant")
    expect(page.get_by_label("Token")).to_be_focused()
    page.keyboard.insert_text((store.log.parent / "merchant.secret").read_text())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Orders")).to_be_visible()


@contextmanager
def held(page: Page, address: str) -> Iterator[None]:
    """Keeps the page's requests for an address waiting until the block ends."""
    waiting: list[Route] = []
    page.route(address, lambda route: waiting.append(route))
    yield
    for route in waiting:
        route.continue_()
    page.unroute(address)


def newest(page: Page, data: Path) -> dict[str, object]:
    """The newest cart of whoever has this page: other tests leave theirs in the same store."""
    theirs = "SELECT * FROM checkouts WHERE shopper = ? ORDER BY created_at DESC LIMIT 1"
    return rows(data, theirs, shopper_of(page))[0]


def holds_up(page: Page, store: Server, seconds: int) -> None:
    """Lets Stripe take its time over the next write to this page's own payment, and over nobody else's."""
    payment = str(newest(page, store.log.parent)["session_id"])
    path = f"/v1/{'payment_intents' if payment.startswith('pi_') else 'checkout/sessions'}/{payment}"
    slow = {"kind": "latency", "method": "POST", "path": path, "times": 1, "seconds": seconds}
    assert page.request.post(f"{store.url}/_sandbox/api/kettleandkiln/faults", data=slow).ok


def shopper_of(page: Page) -> str:
    """Whom the cookie of this page's browser names."""
    [cookie] = [one.get("value", "") for one in page.context.cookies() if one.get("name") == COOKIE]
    return str(URLSafeSerializer("").loads_unsafe(cookie)[1])


def rows(data: Path, query: str, *values: object) -> list[dict[str, object]]:
    """Reads the store's database."""
    with sqlite3.connect(f"file:{data / 'store.db'}?mode=ro", uri=True) as database:
        database.row_factory = sqlite3.Row
        return [dict(row) for row in database.execute(query, values)]
