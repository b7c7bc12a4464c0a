"""A shop's page in a browser, on the local Stripe's own address and under a strict content policy."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import FrameLocator, Page, Route
from stripe.checkout import Session

HERE = Path(__file__).parent
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; frame-src 'self'; connect-src 'self'"
)
NEWEST = "/endive/stripe.js"
REACT_DOCUMENT = """<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>Shop</title><script src="{script}"></script></head>
  <body><div id="root"></div><script src="/shop/page.js"></script></body>
</html>"""
PLAIN_DOCUMENT = """<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>Shop</title><script src="{script}"></script></head>
  <body><form><div id="payment"></div><div id="address"></div><div id="email"></div></form></body>
</html>"""


class ShopPage:
    """What tests see and do on the page; `violations` and `errors` collect what must not happen."""

    def __init__(self, page: Page, address: str, key: str, react_page: bytes, script: str = NEWEST) -> None:
        self.page = page
        self.key = key
        self.errors: list[str] = []
        self._address = address
        self._files = {
            "/shop/react": ("text/html", REACT_DOCUMENT.format(script=script).encode()),
            "/shop/plain": ("text/html", PLAIN_DOCUMENT.format(script=script).encode()),
            "/shop/done": ("text/html", b"<!doctype html><title>Done</title><h1>Thank you</h1>"),
            "/shop/page.js": ("text/javascript", react_page),
        }
        page.route(f"{address}/shop/**", self._answer)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)

    def open_react(self, client_secret: str | None, **options: str) -> None:
        query = urlencode({"key": self.key, "secret": client_secret or "", **options})
        self.page.goto(f"{self._address}/shop/react?{query}")

    def open_plain(self, script: str = NEWEST) -> None:
        self._files["/shop/plain"] = ("text/html", PLAIN_DOCUMENT.format(script=script).encode())
        self.page.goto(f"{self._address}/shop/plain")

    def url(self, path: str) -> str:
        return f"{self._address}/shop/{path}"

    def run(self, script: str, argument: Any = None) -> Any:
        return self.page.evaluate(script, argument)

    def offer(self, name: str, function: Callable[..., Any]) -> None:
        """Lets the page call the test, as a shop's page calls its server."""
        self.page.expose_function(name, function)

    @property
    def payment(self) -> FrameLocator:
        return self.page.frame_locator('iframe[title="Secure payment input frame"]')

    @property
    def address(self) -> FrameLocator:
        return self.page.frame_locator('iframe[title="Secure address input frame"]')

    @property
    def email(self) -> FrameLocator:
        return self.page.frame_locator('iframe[title="Secure email input frame"]')

    @property
    def bank(self) -> FrameLocator:
        return self.page.frame_locator('iframe[title="3D Secure challenge"]')

    def type_card(self, number: str = "4242424242424242") -> None:
        self.payment.get_by_label("Card number").fill(number)
        self.payment.get_by_label("Expiration date").fill("12/34")
        self.payment.get_by_label("Security code").fill("123")
        self.payment.get_by_label("ZIP").fill("94107")

    def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(self._address).split("?")[0]
        kind, body = self._files[path]
        headers = {"Content-Type": f"{kind}; charset=utf-8", "Content-Security-Policy": CONTENT_POLICY}
        route.fulfill(headers=headers, body=body)


def call(shop: ShopPage, action: str, *arguments: Any) -> Any:
    """The result of an action of the hook's value; a rejection as {rejected: {name, message}}."""
    script = """async ([action, given]) => {
        try {
            return await window.checkout[action](...given);
        } catch (error) {
            return { rejected: { name: error.name, message: error.message } };
        }
    }"""
    return shop.run(script, [action, list(arguments)])


def session_of(shop: ShopPage) -> Any:
    """The session's part of the hook's value."""
    return shop.run("() => JSON.parse(JSON.stringify(window.checkout))")


class OpenShop:
    """Opens the page on a session, and waits until it is loaded."""

    def __init__(self, shop: ShopPage) -> None:
        self.shop = shop

    def __call__(self, session: Session, **options: str) -> ShopPage:
        self.shop.open_react(session.client_secret, **options)
        self.shop.page.get_by_label("Total").wait_for()
        self.shop.page.wait_for_function("() => window.checkout")
        return self.shop
