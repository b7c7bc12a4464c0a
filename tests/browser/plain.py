"""The page without a framework; the test answers its requests to the store, and is its Stripe.js."""

import json
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.scripted import ADDRESS, ScriptedPage, session
from tests.serving import ROOT

FOLDER = ROOT / "assets" / "plain"
CONFIG = {
    "store": "Kettle & Kiln",
    "publishable_key": "pk_test_1",
    "stripe_js": "/v3/",
    "test_store": True,
    "quantities": {"at_least": 2, "at_most": 7},
}
SHELF = {"products": [{"slug": "kyoto-hojicha", "name": "Kyoto Hojicha"}, {"slug": "rye", "name": "Rye"}]}
READ = "GET /api/checkout"
OPEN = "POST /api/checkout/open"
READ_AGAIN = "GET /api/checkout?checkout_session_id=cs_1"


def line(quantity: int = 1, amount: int = 1800, slug: str = "yame-sencha", name: str = "Yame Sencha") -> dict[str, Any]:
    product = {"kind": "product", "key": f"product:{slug}", "name": name}
    return product | {"quantity": quantity, "amount": amount, "left": None}


def summary(revision: int = 1, due: int = 2300, **more: Any) -> dict[str, Any]:
    """What the store says of a cart."""
    return {
        "id": "cs_1",
        "flow": "checkout_session",
        "revision": revision,
        "synced_revision": revision,
        "currency": "usd",
        "amount_subtotal": due - 500,
        "amount_discount": 0,
        "amount_shipping": 500,
        "amount_total": due,
        "lines": [line()],
        "short": {},
        "present_note": "",
        "add_ons": [{"key": "gift_wrap", "amount": 500, "on": False}, {"key": "warranty", "amount": 2000, "on": True}],
        "shipping": [
            {"key": "standard", "name": "Standard shipping", "chosen": True},
            {"key": "express", "name": "Express shipping", "chosen": False},
        ],
        "code": "",
    } | more


def wrapped(**more: Any) -> dict[str, Any]:
    """The cart with a gift wrap."""
    return summary(2, 2800, add_ons=[{"key": "gift_wrap", "amount": 500, "on": True}], **more)


class Plain(ScriptedPage):
    def __init__(self, page: Page) -> None:
        files = {f"/plain/{file.name}": file.read_bytes() for file in FOLDER.iterdir()}
        bridge = {"/bridge/bridge.js": (ROOT / "assets" / "bridge" / "bridge.js").read_bytes()}
        super().__init__(page, {"/plain/": files["/plain/index.html"], **files, **bridge})

    def visit(self) -> None:
        """Opens the page; nothing has answered yet."""
        self.page.goto(f"{ADDRESS}/plain/")
        self.rest()

    def open(self, due: int = 2300, **of_cart: Any) -> None:
        """Opens the page on a cart and its session."""
        self.visit()
        self.answers("GET /api/config", CONFIG)
        self.answers("GET /api/products", SHELF)
        self.answers(READ, summary(due=due, **of_cart))
        self.answers(OPEN, summary(due=due, **of_cart) | {"client_secret": "cs_1_secret_1"})
        self.loads(due)

    def loads(self, due: int = 2300) -> None:
        self.wait_for("loadActions")
        self.run("script.say(given);", session(due))
        self.fine("loadActions")

    def answers(self, request: str, body: Any, status: int = 200, which: int = 0) -> None:
        """The store answers the oldest such request; a body that is text isn't JSON."""
        text = body if isinstance(body, str) else json.dumps(body)
        self.answer(request, {"status": status, "text": text}, which)

    def says_no(self, request: str, message: str, status: int = 409) -> None:
        self.answers(request, {"error": {"code": "no", "message": message}}, status)

    def loses(self, request: str) -> None:
        """The connection is lost before the answer has come."""
        self.rejects(request, "Failed to fetch")

    def refreshes(self, due: int) -> None:
        """Stripe.js reads the session after an update."""
        self.stripe_has(total=session(due)["total"])
        self.fine("read")

    def bodies(self, request: str) -> list[Any]:
        """What was sent with each such request."""
        return [body for body, *_ in self.made(request)]

    def find(self, id: str) -> Locator:
        return self.page.locator(f"#{id}")

    @property
    def message(self) -> Locator:
        return self.page.get_by_role("alert")

    @property
    def gift_wrap(self) -> Locator:
        return self.page.get_by_role("checkbox", name="Gift wrap")

    def press_pay(self) -> None:
        self.find("pay").click()
        self.rest()

    def is_open(self) -> tuple[bool, bool]:
        """Whether Pay is open, and whether the page offers to try again."""
        pay, again = self.run("""
            const [pay, again] = [document.querySelector('#pay'), document.querySelector('#try-again')];
            return [pay.ariaDisabled === 'false', !again.hidden];
        """)
        return pay, again

    def says(self, message: str) -> None:
        if message:
            expect(self.message).to_have_text(message)
        else:
            expect(self.message).to_be_hidden()


PAY_OPEN, PAY_CLOSED, PAY_WAITS = (True, False), (False, True), (False, False)
