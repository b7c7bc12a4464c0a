"""The payment component alone on a page; the test sets its props and hears its questions."""

from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Locator, Page

from tests.browser.scripted import ADDRESS, FRAME_MS, ScriptedPage, as_json, camel, session, total

CLOSED_WAITING, CLOSED, OPEN = (False, "true", "true"), (False, "false", "false"), (True, "false", "false")

DOCUMENT = b"""<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Checkout</title>
    <style>
      :root { --checkout-accent: #a1; --checkout-background: #c1; --checkout-text: #11; }
      :root { --checkout-quiet: #91; --checkout-danger: #b1; --checkout-border: #f1; }
      :root { --checkout-radius: 10px; --checkout-font: Inter, system-ui, sans-serif; }
      :root.dark { --checkout-accent: #a2; --checkout-background: #c2; --checkout-text: #12; }
      :root.dark { --checkout-quiet: #92; --checkout-danger: #b2; --checkout-border: #f2; }
    </style>
  </head>
  <body><div id="root"></div><script type="module" src="/store_page.js"></script></body>
</html>"""

REVEAL_MS = 300  # React shows what comes late no sooner after its placeholder
SESSION, INTENT = "cs_1_secret_1", "pi_1_secret_1"


class Form(ScriptedPage):
    def __init__(self, page: Page, bundle: dict[str, bytes]) -> None:
        super().__init__(page, {"/checkout": DOCUMENT, **bundle})
        [self.late_part] = [path for path in bundle if path.startswith("/intent")]

    def visit(self, secret: str = SESSION, bare: bool = False, **props: Any) -> None:
        """Opens the page with these props; Stripe.js is asked to load and hasn't yet.

        Args:
            bare: The form is given nothing but what it needs.
        """
        given = {camel(name): value for name, value in props.items()}
        query = {"key": "pk_test_1", "secret": secret, "props": as_json(given)} | ({"bare": "yes"} if bare else {})
        self.page.goto(f"{ADDRESS}/checkout?{urlencode(query)}")
        self.page.locator(".payment-form, p").first.wait_for()
        self.rest()
        self.passes(FRAME_MS)  # the look is known

    def open(self, stripe: dict[str, Any] | None = None, **props: Any) -> None:
        """Opens the page on a session that Stripe.js has loaded; what it was asked till then is forgotten."""
        self.visit(**props)
        self.loads(stripe)
        self.forget()

    def loads(self, stripe: dict[str, Any] | None = None, times: int = 1) -> None:
        """Stripe.js loads this session."""
        self.wait_for("loadActions", times)
        self.run("script.say(given);", stripe or session())
        self.fine("loadActions")

    def open_intent(self, amount: int = 4000, status: str = "requires_payment_method", **props: Any) -> None:
        """Opens the page on a payment intent that Stripe.js has read."""
        self.visit(secret=INTENT, **props)
        self.has_the_late_part()
        self.wait_for("retrievePaymentIntent")
        self.reads_intent(amount, status)
        self.forget()

    def has_the_late_part(self) -> None:
        """The part of the component that is for intents only has arrived and is shown."""
        self.run("await import(given);", self.late_part)
        self.passes(REVEAL_MS)

    def reads_intent(self, amount: int = 4000, status: str = "requires_payment_method", which: int = 0) -> None:
        intent = {"id": "pi_1", "amount": amount, "status": status}
        self.answer("retrievePaymentIntent", {"paymentIntent": intent}, which)

    def forget(self) -> None:
        self.run("window.asked = [];")

    def given(self, **props: Any) -> None:
        """The server sets these props, at once."""
        self.run("window.answer(given);", {camel(name): value for name, value in props.items()})

    def refused(self, message: str, number: int = 1, **props: Any) -> None:
        self.given(refusal={"number": number, "message": message}, **props)

    @property
    def asked(self) -> list[list[Any]]:
        """What the server was asked since the page opened, or since this was read."""
        return self.run("const asked = window.asked; window.asked = []; return asked;")

    @property
    def pay(self) -> Locator:
        return self.page.locator("button.pay-button")

    @property
    def email(self) -> Locator:
        return self.page.locator("#email")

    @property
    def sentence(self) -> Locator:
        return self.page.get_by_role("status")

    @property
    def problem(self) -> Locator:
        """Why the last attempt to pay came to nothing."""
        return self.page.locator("form > [role=alert]")

    @property
    def try_again(self) -> Locator:
        return self.page.get_by_role("button", name="Try again")

    def press_pay(self, email: str = "ada@example.com") -> None:
        """Types an email and presses Pay."""
        self.email.fill(email)
        self.pay.click()
        self.rest()

    def send(self) -> None:
        """Sends the form as Enter in a field does, whether the button is open or not."""
        self.run("document.querySelector('form').requestSubmit();")

    def is_open(self) -> bool:
        return self.run("return document.querySelector('.pay-button').ariaDisabled === 'false';")

    def state(self) -> tuple[bool, str, str]:
        """Of the Pay button: whether it is open, its aria-busy, and whether its bar waits."""
        open_, busy, bar = self.run("""
            const pay = document.querySelector('.pay-button');
            const bar = document.querySelector('.pay-bar');
            return [pay.ariaDisabled === 'false', pay.getAttribute('aria-busy'), bar.dataset.waiting];
        """)
        return open_, busy, bar


def change(form: Form, revision: int = 2, amount: int = 4500) -> None:
    form.given(revision=revision, amount=amount, label=f"Pay ${amount / 100:.2f}")


def reads(form: Form, due: int = 4500, **more: Any) -> None:
    """Stripe.js reads the session after an update."""
    form.stripe_has(**total(due), **more)
    form.fine("read")
