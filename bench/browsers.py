"""A shopper's browser at the store and at the documented flow, with a watch in each page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from bench.rivals import Rivals
from rxapp.shop import words
from tests import chromium
from tests.e2e.shopper import Shopper

WATCH = Path(__file__).with_name("watch.js")
WITHOUT, WITH = "$23.00", "$28.00"  # a tea and its shipping; gift wrap besides
PRODUCT = "yame-sencha"


@contextmanager
def launched(*flags: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=[*chromium.FLAGS, *flags])
        yield browser
        browser.close()


class Visit:
    """One page in a browser that has never been here; `typable` is when a card could first be typed, once it could."""

    def __init__(self, browser: Browser) -> None:
        self.typable: float | None = None
        self._context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
        self._context.set_default_timeout(chromium.PATIENCE_MS)
        self._context.expose_function("typable", self._note)
        self._context.add_init_script(path=WATCH)
        self.page = self._context.new_page()

    def _note(self, moment: float) -> None:
        self.typable = self.typable or moment

    def close(self) -> None:
        self._context.close()

    def wait_until_typable(self) -> float:
        """The moment from which a card can be typed."""
        self.page.frame_locator('iframe[title="Secure payment input frame"]').get_by_label("Card number").wait_for()
        while self.typable is None:
            self.page.wait_for_timeout(10)
        return self.typable


@contextmanager
def visit(browser: Browser) -> Iterator[Visit]:
    here = Visit(browser)
    try:
        yield here
    finally:
        here.close()


def put_tea_into_cart(page: Page, address: str, language: str = "en") -> None:
    say = words.load(language).say
    page.goto(f"{address}/products/{PRODUCT}")
    page.get_by_role("button", name=say("product.add")).click()
    expect(page.get_by_text(say("product.added", cart="").strip())).to_be_visible()


def open_store(page: Page, rivals: Rivals) -> float:
    """Puts a tea into the cart, looks at it and follows the link to the checkout; the moment of that."""
    put_tea_into_cart(page, rivals.store_address)
    page.get_by_role("link", name="See your cart").click()
    page.get_by_role("link", name="Checkout").wait_for()
    page.wait_for_load_state("networkidle")  # people look before they go on
    return page.evaluate("bench.follow('Checkout')")


def open_documented(page: Page, rivals: Rivals) -> float:
    """Loads the documented page; the moment of its beginning."""
    page.goto(rivals.documented_address)
    return page.evaluate("performance.timeOrigin")


def ready_to_pay(page: Page) -> None:
    """Types a card and waits until Pay is open."""
    page.evaluate(f"bench.payable('{WITHOUT}')")
    Shopper(page).type_card()
