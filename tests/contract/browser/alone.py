"""The local Stripe's half in the browser without its server: a test answers its calls, and calls its functions."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Route

from rxapp.sandbox.browser import files, words
from tests.chromium import PATIENCE_MS

ADDRESS = "http://stripe.test"
DOCUMENT = '<!doctype html><html lang="en"><head><meta charset="utf-8"></head><body>{body}</body></html>'
LOST = None
"""An answer that doesn't arrive, though the server may have done what it was asked."""

_MANIFEST: dict[str, list[str]] = json.loads((files.FOLDER / "manifest.json").read_text("utf-8"))
_UNKNOWN = {"error": {"type": "invalid_request_error", "message": "The test has no answer to this."}}


def sources(script: str) -> list[str]:
    """Those of a script, in their order."""
    return [part for one in _MANIFEST[script] for part in (sources(one) if one in _MANIFEST else [one])]


class Alone:
    """A page at the local Stripe's address.

    Attributes:
        answers: What each path answers, in this order, the last one again and again: an object, a text that is no JSON,
            or `LOST`. One with an `error` is a refusal.
        asked: The paths that were asked, each with the body.
        errors: What the page threw and nobody caught.
        documents: What stands at a path, where it isn't an empty page.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.answers: dict[str, list[Any]] = {}
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.errors: list[str] = []
        self.documents: dict[str, bytes] = {}
        page.route("**/*", self._serve)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def forget(self) -> None:
        """As new, for another test."""
        self.page.goto("about:blank")
        self.page.emulate_media(color_scheme="light")
        self.answers, self.documents = {}, {}
        self.asked.clear()
        self.errors.clear()

    def visit(self, path: str = "/shop", body: str = "") -> None:
        """Opens a page on which nothing of the local Stripe's is yet."""
        self.documents.setdefault(urlsplit(path).path, DOCUMENT.format(body=body).encode())
        self.page.goto(ADDRESS + path)

    def load(
        self, script: str, path: str = "/shop", body: str = "", but: tuple[str, ...] = (), languages: Any = ("en",),
        train: str = "endive",
    ) -> None:  # fmt: skip
        """Opens a page with the sources of a script in it, whose functions can be called; without those of `but`."""
        self.visit(path, body)
        said = json.dumps({language: words.sentences(language) for language in languages})
        code = [(files.FOLDER / source).read_text("utf-8") for source in sources(script) if source not in but]
        head = f'"use strict";\nconst TRAIN = "{train}";\nconst WORDS = {said};'
        self.page.add_script_tag(content="\n".join([head, *code]))

    def value(self, expression: str, given: Any = None) -> Any:
        """What an expression is worth in the page, where it sees `given`."""
        return self.page.evaluate(f"async (given) => ({expression})", given)

    def do(self, statements: str, given: Any = None) -> None:
        self.page.evaluate(f"async (given) => {{ {statements} }}", given)

    def bodies(self, path: str) -> list[dict[str, Any]]:
        """What a path was asked with."""
        return [body for asked, body in self.asked if asked == path]

    def _serve(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith("/v1/"):
            self._answer(route, path)
        elif path in self.documents:
            route.fulfill(body=self.documents[path], content_type="text/html; charset=utf-8")
        elif path == "/endive/stripe.js":
            route.fulfill(body=files.stripe_js("endive"), content_type="text/javascript; charset=utf-8")
        elif found := files.element_file(path.rpartition("/")[2]):
            route.fulfill(body=found[0], content_type=found[1])
        else:
            route.fulfill(status=404)

    def _answer(self, route: Route, path: str) -> None:
        self.asked.append((path, json.loads(route.request.post_data or "{}")))
        said = self.answers.get(path, [_UNKNOWN])
        answer = said.pop(0) if len(said) > 1 else said[0]
        open_to_all = {"access-control-allow-origin": "*"}
        if answer is LOST:
            route.abort()
        elif isinstance(answer, str):
            route.fulfill(body=answer, headers=open_to_all)
        else:
            route.fulfill(json=answer, status=402 if answer.get("error") else 200, headers=open_to_all)


@contextmanager
def stands_alone(browser: Browser, locale: str = "en-US") -> Iterator[Alone]:
    context = browser.new_context(locale=locale, timezone_id="UTC")
    context.set_default_timeout(PATIENCE_MS)
    yield Alone(context.new_page())
    context.close()
