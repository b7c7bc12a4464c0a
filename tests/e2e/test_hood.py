"""Under the hood: what the drawer shows of an update is what happened."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.shopper import Shopper, newest
from tests.serving import Server


def test_a_toggle_and_a_payment_are_seen_from_the_click_to_the_order(page: Page, store: Server, data: Path):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    before = newest(page, data)["revision"]
    page.keyboard.press("Alt+u")
    drawer = page.get_by_role("region", name="Under the hood")
    expect(drawer.get_by_text("Change something, and see")).to_be_visible()
    page.get_by_role("checkbox", name="Gift wrap").check()
    anna.sees("$23.00", "", "$5.00", "$28.00")
    after = newest(page, data)["revision"]
    update = drawer.get_by_role("region").first
    for kind, title in (
        ("click", "Gift wrap"),
        ("handler", "set add on"),
        ("transaction", f"revision {before} → {after}"),
        ("stripe", "POST checkout/sessions/"),
        ("transaction", f"synced {before} → {after}"),
        ("browser", "runServerUpdate"),
        ("browser", "Stripe.js reads again"),
        ("paint", "$28.00"),
    ):
        bar = update.locator(f".hood-step[data-kind={kind}]").filter(has_text=title)
        expect(bar).to_have_count(1)
        expect(bar.locator(".hood-failed")).to_have_count(0)
    agreement = drawer.get_by_text(re.compile(r"^In step since \d\d:\d\d:\d\d\.\d{3}$"))
    expect(agreement).to_be_visible()
    expect(drawer.get_by_text(f"$28.00 at revision {after}", exact=True)).to_have_count(2)

    called = update.locator(".hood-step[data-kind=stripe]").last
    called.locator("summary").press("Enter")
    expect(called.get_by_text(f"Stripe is told all of the cart at revision {after}.")).to_be_visible()
    expect(called.get_by_text("rxapp/payments/sessions.py")).to_be_visible()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    called.get_by_role("button", name="Copy as curl").click()
    expect(called.get_by_text("Copied.")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert '-u "$STRIPE_SECRET_KEY:"' in copied
    assert f"metadata[revision]={after}" in copied

    anna.type_card()
    anna.pay()
    number = anna.reads_order()
    for title in ("may I pay?", "confirm", "place", f"order {number}"):
        expect(drawer.locator(".hood-step").filter(has_text=title).first).to_be_visible()
    page.keyboard.press("Alt+u")
    expect(drawer).to_have_count(0)


def test_it_stays_as_it_was_left_and_is_shut_by_the_keyboard(page: Page):
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    button, drawer = (
        page.get_by_role("button", name="Under the hood"),
        page.get_by_role("region", name="Under the hood"),
    )
    button.press("Enter")
    expect(drawer).to_be_visible()
    page.reload()
    expect(drawer).to_be_visible()
    drawer.get_by_role("button", name="Shut").focus()
    page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)
    expect(button).to_be_focused()


def test_a_control_without_words_is_called_by_its_name(page: Page):
    Shopper(page).checkout_with("yame-sencha")
    page.keyboard.press("Alt+u")
    drawer = page.get_by_role("region", name="Under the hood")
    expect(drawer).to_be_visible()
    page.evaluate("""() => {
        const control = Object.assign(document.createElement("button"), { name: "nameless", type: "button" });
        document.querySelector("main").append(control);
        control.click();
    }""")
    expect(drawer.locator(".hood-step[data-kind=click] .hood-title")).to_have_text("click nameless")
