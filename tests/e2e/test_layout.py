"""Where things are: nothing moves by itself, and nothing that is used by keyboard lies under something else."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.places import pages
from tests.e2e.shopper import Shopper, holds_up
from tests.serving import Server, eventually

# What moves when a font comes in the place of one of nearly the same measures is left out, see `fonts.css`.
WATCH_SHIFTS = """
  const shifts = [];
  const fonts = [];
  const arrived = (now) => fonts.filter((font) => font.to === Infinity).forEach((font) => { font.to = now; });
  document.fonts.addEventListener("loading", () => fonts.push({ from: performance.now(), to: Infinity }));
  document.fonts.addEventListener("loadingdone", () => requestAnimationFrame(() =>
    requestAnimationFrame(() => arrived(performance.now()))));
  new PerformanceObserver((list) => {
    for (const { hadRecentInput, value, sources, startTime } of list.getEntries()) {
      const moved = sources.map(({ node, previousRect, currentRect }) =>
        `${node?.className || node?.nodeName} ${previousRect.y} to ${currentRect.y}`);
      if (!hadRecentInput) shifts.push({ at: startTime, said: `${value.toFixed(4)}: ${moved.join(", ")}` });
    }
  }).observe({ type: "layout-shift", buffered: true });
  window.takeShifts = () => shifts.splice(0)
    .filter(({ at }) => !fonts.some(({ from, to }) => from <= at && at <= to)).map(({ said }) => said);
"""
PAINTED = (
    "document.fonts.ready.then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))"
)

OFFLINE = """
  Object.defineProperty(navigator, "onLine", { get: () => false });
  dispatchEvent(new Event("offline"));
"""
PAY = "document.querySelector('.pay-button').offsetTop"

# How the focused element, which is here in the window, is hidden at one of nine points.
HIDDEN = """({ left, top, width, height }) => {
  const focused = document.activeElement;
  const name = `${focused.tagName} ${focused.ariaLabel ?? (focused.id || focused.textContent)}`;
  const inside = (part, length) => Math.min(Math.max(length * part, 2), length - 2);
  const points = [0, 0.5, 1].flatMap((x) => [0, 0.5, 1].map((y) => [left + inside(x, width), top + inside(y, height)]));
  const outside = ([x, y]) => x < 0 || y < 0 || x >= innerWidth || y >= innerHeight;
  if (points.some(outside)) return `${name} is out of the window`;
  const over = points.map(([x, y]) => document.elementFromPoint(x, y))
    .find((top) => !focused.contains(top) && !top.contains(focused) && top !== focused.closest("label"));
  return over ? `${name} is under ${over.className || over.tagName}` : "";
}"""
# Words that reach beyond the inner edge of something that they stand in.
TOO_WIDE = """() => {
  const inner = (box) => box.getBoundingClientRect().right - parseFloat(getComputedStyle(box).paddingRight);
  const around = (one) => (one.matches("main") ? [] : [one.parentElement, ...around(one.parentElement)]);
  return [...document.querySelectorAll("main *")]
    .filter((one) => [...one.childNodes].some((child) => child.nodeType === 3 && child.data.trim()))
    .filter((one) => one.checkVisibility() && !one.matches(".link-button"))  // whose target is larger than it looks
    .filter((one) => getComputedStyle(one).position !== "absolute")
    .filter((one) => around(one).some((box) => one.getBoundingClientRect().right > inner(box) + 1))
    .map((one) => `${one.className || one.tagName}: ${one.textContent.slice(0, 60)}`);
}"""
PLACE = "document.activeElement.getBoundingClientRect().toJSON()"


@pytest.fixture
def anna(page: Page) -> Shopper:
    return Shopper(page)


def test_no_words_run_out_of_their_place(anna: Shopper):
    anna.add("gooseneck-kettle")
    found = [f"{place} at {width}: {wide}" for place in pages(anna) for width, wide in _too_wide(anna.page)]
    assert not found, "\n".join(found)


def _too_wide(page: Page) -> Iterator[tuple[int, list[str]]]:
    """What is too wide on a phone and on a small one."""
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        if wide := page.evaluate(TOO_WIDE):
            yield width, wide


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_moves_by_itself(anna: Shopper, width: int):
    page = anna.page
    page.set_viewport_size({"width": width, "height": 844})
    page.add_init_script(WATCH_SHIFTS)
    anna.add("gooseneck-kettle", "kyoto-hojicha")
    found = [f"{place}: {shift}" for place in _everywhere(anna) for shift in _shifts(page)]
    assert not found, "\n".join(found)


def _everywhere(anna: Shopper) -> Iterator[str]:
    """Every page as it opens, what can be toggled on it, then all that comes of paying."""
    page = anna.page
    for place in pages(anna):
        yield place
        for toggled in _toggle(anna, place):
            _shifts(page)  # the answer was asked for and is no movement by itself, however late it comes
            yield f"{place}, {toggled}"
    pay = page.evaluate(PAY)
    for control in ("Gift wrap", "Extended warranty", "Gift wrap", "Express shipping"):
        _choose(page, control)
        yield f"/checkout, {control}"
    assert page.evaluate(PAY) == pay, "Pay has moved"
    anna.type_card()
    yield "/checkout, the card"
    anna.pay()
    anna.reads_order()
    for path in ("/complete, paid", "/orders", "/cart", "/checkout"):
        if path != "/complete, paid":
            page.goto(path, wait_until="networkidle")
        yield path


def _toggle(anna: Shopper, place: str) -> Iterator[str]:
    page = anna.page
    if place == "/products/yame-sencha":
        page.get_by_role("button", name="One more Yame Sencha").click()
        yield "one more"
        page.get_by_role("button", name="Add to cart").click()
        expect(page.get_by_text("Added.")).to_be_visible()
        yield "added"
    if place == "/cart":
        page.get_by_role("button", name="One more Kyoto Hojicha").click()
        expect(page.get_by_text("$16.00 each")).to_be_visible()
        yield "one more"
    if place == "/plain/":
        page.get_by_role("checkbox", name="Gift wrap").click()
        expect(anna.pay_button).to_have_attribute("aria-disabled", "false")
        yield "Gift wrap"
    if place.endswith("/join"):
        for way in page.get_by_role("radio").all():
            way.click()
            yield f"way {way.get_attribute('value')}"


def _choose(page: Page, control: str) -> None:
    total = page.get_by_test_id("total")
    before = total.inner_text()
    page.get_by_label(control).click()
    expect(total).not_to_have_text(before)
    _shifts(page)


def _shifts(page: Page) -> list[str]:
    """Since the page was loaded, or since they were read."""
    page.evaluate(PAINTED)
    return page.evaluate("takeShifts()")


@pytest.mark.parametrize("size", [(1280, 900), (960, 540), (390, 844), (320, 256)])
def test_what_has_the_focus_is_seen(anna: Shopper, size: tuple[int, int]):
    page = anna.page
    page.set_viewport_size({"width": size[0], "height": size[1]})
    fill_the_cart(anna)
    found = list(_hidden(page))
    assert not found, "\n".join(found)


def test_on_a_phone_the_total_is_seen_where_it_is_changed(anna: Shopper, store: Server):
    page = anna.page
    page.set_viewport_size({"width": 390, "height": 844})
    anna.checkout_with("yame-sencha")
    holds_up(page, store, seconds=2)
    page.get_by_role("checkbox", name="Gift wrap").check()
    bar = page.locator(".total-bar")
    expect(bar).to_contain_text("$28.00")
    expect(bar).to_be_in_viewport(ratio=1)
    line = "getComputedStyle(document.querySelector('.total-bar'), '::before').opacity"
    eventually(lambda: page.evaluate(line) == "1")
    expect(page.get_by_role("status").filter(has_text="Total $28.00")).to_have_count(1)
    eventually(lambda: page.evaluate(line) == "0")
    bar.get_by_role("link", name="To payment").press("Enter")
    expect(page.get_by_role("region", name="Payment")).to_be_focused()
    expect(page.get_by_role("textbox", name="Email")).to_be_in_viewport()
    expect(page.get_by_role("textbox", name="Promo code")).to_be_hidden()
    page.get_by_text("Add a promo code").click()
    page.get_by_role("textbox", name="Promo code").fill("WELCOME10")
    page.get_by_role("textbox", name="Promo code").press("Enter")
    expect(page.get_by_role("button", name="Remove code")).to_be_focused()


def test_on_a_phone_the_bar_pays_once_the_card_is_in(anna: Shopper, store: Server):
    page = anna.page
    page.set_viewport_size({"width": 390, "height": 844})
    anna.checkout_with("yame-sencha")
    bar = page.locator(".total-bar")
    expect(bar.get_by_role("button")).to_have_count(0)
    anna.type_card()
    holds_up(page, store, seconds=3)
    page.get_by_role("checkbox", name="Gift wrap").check()
    expect(bar).to_be_in_viewport(ratio=1)
    expect(bar.get_by_role("link")).to_have_count(0)
    bar.get_by_role("button", name="Pay $28.00").click()
    expect(page.get_by_text("The total is still being brought up to date, so nothing was paid.")).to_be_in_viewport()
    expect(anna.pay_button).to_be_focused()
    expect(anna.pay_button).not_to_have_attribute("aria-busy", "true")
    page.get_by_role("checkbox", name="Gift wrap").scroll_into_view_if_needed()
    bar.get_by_role("button", name="Pay $28.00").click()
    anna.reads_order()
    expect(page.get_by_test_id("total")).to_have_text("$28.00")


def test_states_are_seen_where_colours_are_forced(anna: Shopper):
    page = anna.page
    anna.checkout_with("yame-sencha")
    page.emulate_media(forced_colors="active")
    express, standard = (page.get_by_role("radio", name=f"{way} shipping") for way in ("Express", "Standard"))
    wrap = page.get_by_role("checkbox", name="Gift wrap")
    fewer, more = (page.get_by_role("button", name=f"One {step} Yame Sencha") for step in ("fewer", "more"))
    for one, other in ((express, standard), (fewer, more)):
        assert one.screenshot() != other.screenshot()
    before = wrap.screenshot()
    wrap.check()
    assert wrap.screenshot() != before
    edge = "(pay) => [getComputedStyle(pay).borderTopColor, getComputedStyle(document.body).backgroundColor]"
    expect(anna.pay_button).to_be_enabled()
    colour, ground = anna.pay_button.evaluate(edge)
    assert colour not in (ground, "rgba(0, 0, 0, 0)")


def fill_the_cart(anna: Shopper) -> None:
    """Everything that can be on the checkout at once."""
    page = anna.page
    anna.checkout_with("matcha-bowl", "gooseneck-kettle", "yame-sencha", "kyoto-hojicha")
    for extra in page.get_by_role("group", name="Extras").get_by_role("checkbox").all():
        extra.check()
    for fold in page.locator("summary").all():
        if fold.is_visible():
            fold.click()
    page.get_by_role("textbox", name="Donation").fill("5")
    page.get_by_role("button", name="Give").click()
    page.get_by_role("textbox", name="Promo code").fill("WELCOME10")
    page.get_by_role("button", name="Apply").click()
    page.get_by_role("button", name="Change address").click()
    expect(page.get_by_role("button", name="Remove code")).to_be_visible()
    expect(anna.pay_button).to_be_enabled()


def _hidden(page: Page) -> Iterator[str]:
    """Goes by keyboard down the page until nothing has the focus any more; then offline, up again to the first link."""
    page.evaluate("document.querySelector('.skip').focus()")
    for key, end in (("Tab", "body"), ("Shift+Tab", ".skip")):
        if key == "Shift+Tab":
            page.evaluate(OFFLINE)
            expect(page.get_by_text("You're offline.")).to_be_visible()
        page.keyboard.press(key)
        while not page.evaluate("(end) => document.activeElement.matches(end)", end):
            yield from _at_the_focus(page)
            page.keyboard.press(key)


def _at_the_focus(page: Page) -> Iterator[str]:
    page.evaluate(PAINTED)
    place = page.evaluate(PLACE)
    if page.evaluate("document.activeElement.tagName") == "IFRAME":
        within = page.frames[1].evaluate(PLACE)
        place = within | {side: place[side] + within[side] for side in ("left", "top")}
    if hidden := page.evaluate(HIDDEN, place):
        yield hidden
