"""Takes the pictures in docs/: `make shots`. Everything on them was really bought."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests import chromium, moving_picture
from tests.e2e import shopper
from tests.e2e.shopper import Shopper
from tests.serving import ROOT, Server, build, running, store_server

DOCS = ROOT / "docs"
HEIGHTS = {1280: 1000, 390: 844}


def take(page: Page, name: str) -> None:
    """The page from top to bottom, in a window as tall as it is, so that what is pinned stays in its place."""
    page.wait_for_load_state("networkidle")
    width = page.viewport_size["width"] if page.viewport_size else 1280
    tall = max(HEIGHTS[width], int(page.evaluate("document.documentElement.scrollHeight")))
    page.set_viewport_size({"width": width, "height": tall})
    page.evaluate("document.fonts.ready")
    page.screenshot(path=DOCS / f"{name}.png", animations="disabled")
    page.set_viewport_size({"width": width, "height": HEIGHTS[width]})


def take_window(page: Page, name: str) -> None:
    """What is seen at once, with what is fixed to the window."""
    page.evaluate("document.fonts.ready")
    page.screenshot(path=DOCS / f"{name}.png", animations="disabled")


@contextmanager
def shopping(browser: Browser, url: str, width: int, theme: str) -> Iterator[Shopper]:
    context = browser.new_context(
        base_url=url,
        viewport={"width": width, "height": HEIGHTS[width]},
        color_scheme="dark" if theme == "dark" else "light",
        reduced_motion="reduce",
    )
    yield Shopper(context.new_page())
    context.close()


def walk(anna: Shopper, ending: str) -> None:
    page = anna.page
    page.goto("/")
    take(page, f"home-{ending}")
    page.goto("/products/kyusu-teapot")
    take(page, f"product-{ending}")
    anna.checkout_with("gooseneck-kettle", "kyoto-hojicha")
    anna.type_card()
    page.get_by_role("checkbox", name="Gift wrap").check()
    if (fold := page.get_by_text("Add a promo code")).is_visible():
        fold.click()
    page.get_by_role("textbox", name="Promo code").fill("WELCOME10")
    page.get_by_role("button", name="Apply").click()
    anna.sees("$150.00", "−$29.00", "$5.00", "$126.00")
    page.mouse.move(0, 0)
    take(page, f"checkout-{ending}")
    anna.pay()
    anna.reads_order()
    take(page, f"order-{ending}")


def look_around(anna: Shopper, ending: str) -> None:
    """What a test store shows besides: what there is to try, and what happens under the hood."""
    page = anna.page
    anna.checkout_with("gooseneck-kettle", "kyoto-hojicha")
    anna.in_guide("Test cards").get_by_role("button", name="Pays").click()
    page.get_by_text("Filled in. Now press Pay.").wait_for()
    take_window(page, f"guide-{ending}")
    page.get_by_role("button", name="Fold up").click()
    page.get_by_role("button", name="Under the hood").click()
    drawer = page.get_by_role("region", name="Under the hood")
    drawer.get_by_text("Change something, and see").wait_for()
    page.get_by_role("checkbox", name="Gift wrap").check()
    anna.sees("$150.00", "−$14.50", "$5.00", "$140.50")
    drawer.get_by_text("Stripe.js reads again").wait_for()
    drawer.get_by_text(re.compile("^In step")).wait_for()
    page.mouse.move(0, 0)
    take_window(page, f"hood-{ending}")


def stand_behind_the_counter(page: Page, store: Server, ending: str) -> None:
    """What the merchant sees: the orders of all shoppers so far, and one of them that was partly refunded."""
    shopper.stand_behind_the_counter(page, store)
    page.get_by_role("list", name="Orders").wait_for()
    take(page, f"merchant-{ending}")
    page.get_by_role("list", name="Orders").get_by_role("link").first.click()
    page.get_by_role("heading", name="How it came about").wait_for()
    if page.get_by_role("list", name="Refunds").count() == 0:
        page.get_by_label("Amount").fill("5")
        page.get_by_role("button", name="Refund…").click()
        page.get_by_role("button", name="Yes, give it back").click()
        page.get_by_text("is given back").wait_for()
    page.mouse.move(0, 0)
    take(page, f"merchant-order-{ending}")
    page.goto("/merchant/attention")
    page.get_by_role("heading", name="In stock").wait_for()
    take(page, f"merchant-attention-{ending}")
    page.goto("/merchant/numbers")
    page.get_by_role("heading", name="Per day").wait_for()
    take(page, f"merchant-numbers-{ending}")


SHARED = """
<style>
  body { margin: 0; height: 275px; display: grid; place-items: end center; background: #fbf8f3; color: #231f1a; }
  svg { width: 300px; max-height: 245px; padding-inline: 50px; border-bottom: 1px solid #8c8175; }
</style>
"""


def share(browser: Browser) -> None:
    """What a shared link shows of each product and plan: its drawing on the shelf, in the size of such pictures."""
    page = browser.new_page(viewport={"width": 600, "height": 315}, device_scale_factor=2)
    for drawing in sorted((ROOT / "assets" / "products").glob("*.svg")):
        page.set_content(SHARED + drawing.read_text())
        page.screenshot(path=ROOT / "assets" / "share" / f"{drawing.stem}.png")
    page.close()


def main() -> None:
    """Walks through the store once per width and theme."""
    build()
    with (
        tempfile.TemporaryDirectory() as folder,
        running(store_server(Path(folder))) as store,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.FLAGS)
        share(browser)
        with shopping(browser, store.url, 1280, "light") as anna:
            moving_picture.take(anna, store, DOCS / "toggle.webp")
        for width in HEIGHTS:
            for theme in ("light", "dark"):
                with shopping(browser, store.url, width, theme) as anna:
                    walk(anna, f"{width}-{theme}")
                with shopping(browser, store.url, width, theme) as anna:
                    look_around(anna, f"{width}-{theme}")
                with shopping(browser, store.url, width, theme) as anna:
                    stand_behind_the_counter(anna.page, store, f"{width}-{theme}")
        browser.close()


if __name__ == "__main__":
    main()
