"""Every page and state of the store, in both themes, on a phone and on a desk: what keeps somebody from using it."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Frame, Page

from tests.chromium import PATIENCE_MS
from tests.e2e.places import places
from tests.e2e.shopper import Shopper
from tests.serving import Server

pytestmark = pytest.mark.early  # the build is made while others need none

WIDTHS = {390: 844, 1280: 900}
# What one theme does that the other doesn't is seen by its colours alone.
THEMES: dict[str, dict[str, Any]] = {"light": {}, "dark": {"runOnly": ["color-contrast"]}}


@pytest.fixture(scope="module")
def found(browser: Browser, store: Server) -> dict[str, list[str]]:
    """What was found by each look, everywhere: one walk for all of them."""
    context = browser.new_context(base_url=store.url, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    anna = Shopper(context.new_page())
    found: dict[str, list[str]] = defaultdict(list)
    for place in places(anna, store):
        found["skip"] += [f"{place}: {problem}" for problem in _skipping(anna.page)]
        found["axe"] += [f"{place}: {problem}" for problem in violations(anna.page)]
    context.close()
    return found


def test_axe_finds_nothing(found: dict[str, list[str]]):
    assert not found["axe"], "\n".join(found["axe"])


def test_the_content_can_be_skipped_to(found: dict[str, list[str]]):
    assert not found["skip"], "\n".join(found["skip"])


def _skipping(page: Page) -> Iterator[str]:
    before = page.url
    page.get_by_role("link", name="Skip to the content").press("Enter")
    focused = page.evaluate("document.activeElement.tagName")
    if (focused, page.url.partition("#")[0]) != ("MAIN", before):
        yield f"{focused} has the focus at {page.url}"


def violations(page: Page) -> Iterator[str]:
    """What axe finds on a page in both themes, on a phone and on a desk."""
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        for theme, options in THEMES.items():
            page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
            for frame in page.frames:
                yield from (f"{rule} ({theme}, {width})" for rule in _violations_in(frame, options))


def _violations_in(frame: Frame, options: dict[str, Any]) -> list[str]:
    """Of what is in the frame itself. A frame in it is looked at from the inside, without what stands behind it."""
    part = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"], "rules": {"color-contrast": {"enabled": False}}}
    every = {"resultTypes": ["violations"], "iframes": False}
    rules = Axe().run(frame, options=every | (part if frame.parent_frame else options)).response["violations"]
    return [f"{rule['id']} at {node['target']}" for rule in rules for node in rule["nodes"]]
