"""The whole purchase under each condition that somebody may shop in; it always goes as for everybody else."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.chromium import PATIENCE_MS
from tests.e2e.shopper import Shopper
from tests.e2e.test_blocked_storage import THROWING
from tests.serving import Server


def as_it_is(_page: Page) -> None:
    """Nothing happens."""


def offline_for_a_while(page: Page) -> None:
    """The network goes and comes back."""
    page.context.set_offline(True)
    expect(page.get_by_text("You're offline.")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("You're offline.")).to_have_count(0)


def with_blocked_storage(page: Page) -> None:
    """The browser keeps nothing for the store."""
    page.add_init_script(THROWING)


def with_a_clock(days: int) -> Callable[[Page], None]:
    """Has the browser's clock be so many days off."""
    return lambda page: page.clock.install(time=datetime.now(UTC) + timedelta(days=days))


@dataclass(frozen=True)
class Walk:
    """One condition.

    Attributes:
        browser: What kind of window it is.
        before: What is so from the start.
        between: What happens between the steps.
    """

    browser: dict[str, Any] = field(default_factory=dict[str, Any])
    before: Callable[[Page], None] = as_it_is
    between: Callable[[Page], None] = as_it_is


LINES = """(one) => {
  const range = document.createRange();
  range.selectNodeContents(one);
  return range.getClientRects().length;
}"""
WALKS = {
    "as it is": Walk(),
    "forced colours": Walk({"forced_colors": "active"}),
    "zoomed to 400 %": Walk({"viewport": {"width": 320, "height": 225}, "device_scale_factor": 4}),
    "on 320 px": Walk({"viewport": {"width": 320, "height": 640}}),
    "with blocked storage": Walk(before=with_blocked_storage),
    "a day ahead": Walk(before=with_a_clock(1)),
    "a day behind": Walk(before=with_a_clock(-1)),
    "offline in between": Walk(between=offline_for_a_while),
}


@pytest.fixture(params=WALKS.values(), ids=[*WALKS])
def walk(request: pytest.FixtureRequest) -> Walk:
    return request.param


@pytest.fixture
def anna(browser: Browser, store: Server, walk: Walk) -> Iterator[Shopper]:
    """Somebody under that condition."""
    with_viewport = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"} | walk.browser
    context = browser.new_context(base_url=store.url, **with_viewport)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    walk.before(page)
    yield Shopper(page)
    context.close()


def shop_and_pay(anna: Shopper, between: Callable[[Page], None], look: Callable[[str], None]) -> None:
    """A tea, wrapped, with a code that runs out; `look` is called where there is most to see."""
    page = anna.page
    anna.add("yame-sencha")
    between(page)
    anna.open_checkout()
    page.get_by_role("checkbox", name="Gift wrap").check()
    between(page)
    if (fold := page.get_by_text("Add a promo code")).is_visible():
        fold.click()
    page.get_by_role("textbox", name="Promo code").fill("TEATIME")
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_text("left")).to_contain_text("9:")
    anna.sees("$23.00", "−$2.70", "$5.00", "$25.30")
    anna.type_card()
    between(page)
    anna.sees("$23.00", "−$2.70", "$5.00", "$25.30")
    look("checkout")
    anna.pay()
    anna.reads_order()
    expect(page.get_by_test_id("total")).to_have_text("$25.30")
    look("receipt")


def test_the_whole_purchase(anna: Shopper, walk: Walk):
    shop_and_pay(anna, walk.between, look=lambda _name: None)
    wide, window = anna.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= window, "nothing is beside the window"
    assert anna.page.locator(".stamp").evaluate(LINES) == 1
