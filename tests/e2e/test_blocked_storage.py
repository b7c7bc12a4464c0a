"""A browser that keeps no storage or no cookies for the store: every page says something sensible."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from rxapp.shop.refusal import NoCookies
from tests.e2e.shopper import Shopper
from tests.serving import Server, running, store_server

PAGES = {
    "/": "Loose tea, and what to make it in.",
    "/products/yame-sencha": "Yame Sencha",
    "/cart": "Your cart is empty",
    "/checkout": "Nothing to pay",
    "/complete?session=none": "No order here",
    "/orders": "No orders yet",
    "/tea-club": "Tea club",
    "/tea-club/join": "Join the Tea club",
    "/404.html": "Not on this shelf",
    "/plain/": "Plain checkout",
    "/api": "HTTP endpoints of Kettle & Kiln",
}
NEED_A_COOKIE = ("/products/yame-sencha", "/cart", "/checkout", "/orders", "/tea-club/join", "/plain/")
THROWING = """
  for (const name of ["localStorage", "sessionStorage"]) {
    const get = () => { throw new DOMException("Access is denied for this document.", "SecurityError"); };
    Object.defineProperty(window, name, { configurable: true, get });
  }
"""
ABSENT = """
  for (const name of ["localStorage", "sessionStorage"])
    Object.defineProperty(window, name, { configurable: true, value: null });
"""
FULL = """
  Storage.prototype.setItem = () => { throw new DOMException("Quota exceeded.", "QuotaExceededError"); };
"""


@pytest.fixture(scope="module")
def cookieless(production_build: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A store whose cookies no browser keeps."""
    server = store_server(tmp_path_factory.mktemp("cookieless"), app="tests.e2e.without_cookies:app")
    with running(server):
        yield server


@pytest.mark.parametrize("blocked", [THROWING, ABSENT, FULL], ids=["throwing", "absent", "full"])
def test_without_storage_everything_can_be_looked_at_and_bought(page: Page, blocked: str):
    page.add_init_script(blocked)
    for path, title in PAGES.items():
        page.goto(path, wait_until="networkidle")
        expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
    anna = Shopper(page)
    anna.open_checkout()  # the plain page has begun a cart with one tea
    page.get_by_role("button", name="Switch between light and dark").click()
    page.get_by_role("checkbox", name="Gift wrap").check()
    anna.sees("$23.00", "", "$5.00", "$28.00")
    anna.type_card()
    anna.pay()
    anna.reads_order()


def test_without_cookies_every_page_says_what_buying_needs(context: BrowserContext, cookieless: Server):
    page = context.new_page()  # whose console says that the plain page's checkout isn't found
    page.add_init_script(THROWING)
    thrown: list[str] = []
    page.on("pageerror", lambda error: thrown.append(str(error)))
    for path, title in PAGES.items():
        page.goto(f"{cookieless.url}{path}", wait_until="networkidle")
        expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
        said = page.get_by_text(NoCookies.sentence)
        expect(said.first if path in NEED_A_COOKIE else page.get_by_role("main")).to_be_visible()
    page.goto(f"{cookieless.url}/products/kyoto-hojicha")
    page.get_by_role("button", name="Add to cart").click()
    expect(page.get_by_role("alert").filter(has_text=NoCookies.sentence)).to_be_visible()
    expect(page.get_by_text("Added.")).to_have_count(0)
    assert thrown == []


def test_what_fails_above_the_page_is_no_trace_either(context: BrowserContext):
    page = context.new_page()  # whose console may complain
    failing = """
      const really = Storage.prototype.getItem;
      Storage.prototype.getItem = function (name) {
        if (name === "theme") throw new Error("drawn by mistake");
        return really.call(this, name);
      };
    """
    page.add_init_script(failing)
    page.goto("/products/yame-sencha")
    expect(page.get_by_role("heading", name="This page could not be shown")).to_be_visible()
    assert "mistake" not in page.locator("body").inner_text()
