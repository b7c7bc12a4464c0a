"""A page whose Stripe.js and whose store are played by the test: promise by promise, on a clock that stands still."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page, Route

HERE = Path(__file__).parent
ADDRESS = "http://store.test"
STRIPES_OWN = "https://js.stripe.com"
STRIPE_JS = b"window.Stripe = script.Stripe;"
KINDS = {".js": "text/javascript", ".css": "text/css", ".html": "text/html"}
FRAME_MS = 20  # more than one frame of the page's clock


def camel(name: str) -> str:
    return re.sub(r"_(\w)", lambda letter: letter[1].upper(), name)


class ScriptedPage:
    """What a test does on both pages, the component's and the plain one.

    Attributes:
        files: What the pages' own address serves, by path.
        broken: Paths that can't be reached.
        loaded: The paths that were asked for, in order.
        errors: What the page threw and nobody caught.
    """

    def __init__(self, page: Page, files: Mapping[str, bytes]) -> None:
        self.page = page
        self.files = {
            "/v3/": STRIPE_JS,
            "/endive/stripe.js": STRIPE_JS,
            "/complete": b"<!doctype html><h1>Thank you</h1>",
            **files,
        }
        self.broken: set[str] = set()
        self.loaded: list[str] = []
        self.errors: list[str] = []
        page.add_init_script(path=HERE / "script.js")
        page.clock.install(time=0)
        page.clock.pause_at(1_000)
        page.route("**/*", self._answer)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _answer(self, route: Route) -> None:
        address = urlsplit(route.request.url)
        self.loaded.append(address.path)
        body = STRIPE_JS if route.request.url.startswith(STRIPES_OWN) else self.files.get(address.path)
        if address.path in self.broken:
            route.abort()
        elif body is None:
            route.fulfill(status=404)
        else:
            route.fulfill(body=body, content_type=KINDS.get(Path(address.path).suffix, _kind(body)))

    def run(self, body: str, given: Any = None) -> Any:
        """Runs statements in the page with `given`, and gives their value once everything has come to rest."""
        done = f"const value = await (async () => {{ {body} }})(); await script.rest(); return value;"
        return self.page.evaluate(f"async (given) => {{ {done} }}", given)

    def rest(self) -> None:
        self.run("")

    def passes(self, milliseconds: int) -> None:
        """Lets the page's clock go on."""
        self.page.clock.run_for(milliseconds)
        self.rest()

    @property
    def waiting(self) -> list[str]:
        """What was asked and is not answered yet."""
        return self.run("return script.waiting();")

    def made(self, name: str) -> list[list[Any]]:
        """What every call of this name was given, oldest first."""
        calls = self.run("return script.calls.filter((call) => call.name === given).map((call) => call.given);", name)
        return list(calls)

    def wait_for(self, name: str, times: int = 1) -> None:
        """Until it has been asked: for what comes only after the network has answered."""
        asked = "([name, times]) => script.calls.filter((call) => call.name === name).length >= times"
        self.page.wait_for_function(asked, arg=[name, times])

    def answer(self, name: str, value: Any = None, which: int = 0) -> None:
        """Answers the oldest call of this name that waits; `which=-1` the latest."""
        self.run("script.end(given[0], 'resolve', given[1], given[2]);", [name, value, which])

    def rejects(self, name: str, message: str = "Integration mistake.", which: int = 0) -> None:
        self.run("script.end(given[0], 'reject', given[1], given[2]);", [name, message, which])

    def fine(self, *names: str) -> None:
        """Answers each as Stripe.js does when all is well."""
        for name in names:
            self.run("script.end(given, 'resolve', { type: 'success', session: script.current() }, 0);", name)

    def refuses(self, name: str, message: str) -> None:
        """Answers as Stripe.js does when it isn't."""
        self.answer(name, {"type": "error", "error": {"message": message, "code": None}})

    def stripe_has(self, **changes: Any) -> None:
        """The session of Stripe.js changes; it says so to the page."""
        self.run("script.say(given);", changes)


def _kind(body: bytes) -> str:
    return "text/html" if body.startswith(b"<!doctype") else "text/javascript"


def session(due: int = 4000, trial_days: int = 0, **more: Any) -> dict[str, Any]:
    """What the page reads of Stripe.js's session."""
    trial = {"trialPeriodDays": trial_days} if trial_days else None
    return {
        "id": "cs_1",
        "status": {"type": "open"},
        "minorUnitsAmountDivisor": 100,
        "total": {"total": {"minorUnitsAmount": due, "amount": f"${due / 100:.2f}"}},
        "recurring": {"trial": trial} if trial else None,
        "email": None,
        "lineItems": [
            {"id": "li_tea", "adjustableQuantity": {"minimum": 2, "maximum": 5}},
            {"id": "li_kettle", "adjustableQuantity": None},
        ],
    } | more


def total(due: int) -> dict[str, Any]:
    """A session's total, to change it alone."""
    return {"total": session(due)["total"]}


def as_json(value: Any) -> str:
    return json.dumps(value)
