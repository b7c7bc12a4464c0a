"""A moving picture of the checkout while something changes, each frame for as long as it was seen."""

import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, ViewportSize, expect

from tests.e2e import shopper
from tests.e2e.shopper import Shopper
from tests.serving import Server

SEEN: ViewportSize = {"width": 1100, "height": 760}
WIDTH = 900
QUALITY = 55
HELD_MS = 1600  # how long the eye needs for what has come
Frame = tuple[bytes, int]  # a PNG, and for how many milliseconds it stands


def take(anna: Shopper, store: Server, file: Path) -> None:
    """Ticks both extras with the card typed; Stripe takes a second for each."""
    page = anna.page
    page.set_viewport_size(SEEN)
    anna.checkout_with("gooseneck-kettle", "kyoto-hojicha")
    anna.type_card()
    page.mouse.move(0, 0)
    page.get_by_role("checkbox", name="Extended warranty").scroll_into_view_if_needed()
    frames = [_held(page)]
    for name, total in (("Gift wrap", "$140.50"), ("Extended warranty", "$160.50")):
        shopper.holds_up(page, store, seconds=1)
        page.get_by_role("checkbox", name=name).check()
        frames += _until(page, lambda: anna.pay_button.is_enabled())
        expect(anna.pay_button).to_have_accessible_name(f"Pay {total}")
        frames.append(_held(page))
    _write(frames, file)


def _held(page: Page) -> Frame:
    return page.screenshot(), HELD_MS


def _until(page: Page, is_over: Callable[[], bool]) -> list[Frame]:
    frames: list[Frame] = []
    while not is_over() or not frames:
        began = time.monotonic()
        seen = page.screenshot()
        frames.append((seen, round((time.monotonic() - began) * 1000)))
    return frames


def _write(frames: list[Frame], file: Path) -> None:
    pictures = [Image.open(BytesIO(seen)).convert("RGB") for seen, _ in frames]
    height = round(pictures[0].height * WIDTH / pictures[0].width)
    small = [one.resize((WIDTH, height), Image.Resampling.LANCZOS) for one in pictures]
    lasting = [duration for _, duration in frames]
    small[0].save(file, save_all=True, append_images=small[1:], duration=lasting, loop=0, quality=QUALITY, method=6)
