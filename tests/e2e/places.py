"""Every page of the store and every state it can be in, one after the other in one tab."""

import re
from collections.abc import Iterator

from playwright.sync_api import expect

from rxapp.rxapp import PAGES
from tests.e2e.shopper import (
    A_NUMBER,
    BANK_CARD,
    DECLINED_CARD,
    GOOD_CARD,
    Shopper,
    holds_up,
    newest,
    stand_behind_the_counter,
)
from tests.serving import Server

STATIC = ("/", "/products/yame-sencha", "/products/bamboo-whisk", "/tea-club", "/404.html")  # whisks are counted
ROUTES = [page.route for page in PAGES if page.route != "404"]
FORMS = sorted((one for one in ROUTES if one == "/checkout" or one.endswith("/join")), reverse=True)
LOOKED_AT = [one for one in ROUTES if one not in FORMS]
EMPTY = {
    "/cart": "Your cart is empty",
    "/checkout": "Nothing to pay",
    "/complete?session=none": "No order here",
    "/orders": "No orders yet",
    "/membership": "No membership here",
}


def pages(anna: Shopper) -> Iterator[str]:
    """Every page as somebody with a full cart opens it, at last the checkout."""
    page = anna.page
    for path in (*LOOKED_AT, "/404.html", "/api"):
        page.goto(path, wait_until="networkidle")
        yield path
    for path in ("/plain/", *FORMS):
        page.goto(path, wait_until="networkidle")
        expect(page.get_by_role("button", name=re.compile("^(Pay|Start)"))).to_be_enabled()
        yield path


def places(anna: Shopper, store: Server) -> Iterator[str]:
    """Goes from each to the next when it is asked for; the name is for whoever reads what was found there."""
    page = anna.page
    for path in STATIC:
        page.goto(path)
        yield path
    page.goto("/api")
    yield "/api"
    for path, title in EMPTY.items():
        page.goto(path)
        expect(page.get_by_role("heading", name=title)).to_be_visible()
        yield f"{path}, empty"
    page.goto("/tea-club/join")
    expect(page.get_by_role("button", name="Start free trial")).to_be_enabled()
    yield "/tea-club/join"
    page.goto("/plain/")
    expect(anna.pay_button).to_be_enabled()
    yield "/plain/"
    anna.add("matcha-bowl", "gooseneck-kettle")
    yield "a product, added"
    page.goto("/cart")
    expect(page.get_by_role("link", name="Checkout")).to_be_visible()
    yield "/cart"
    anna.open_checkout()
    yield "/checkout"
    for part in ("Test cards", "Trouble with Stripe", "Another way to pay"):
        anna.in_guide(part)
        yield f"/checkout, what there is to try: {part}"
    page.get_by_role("button", name="Fold up").click()
    page.get_by_role("button", name="Under the hood").click()
    expect(page.get_by_text("Change something, and see")).to_be_visible()
    page.get_by_role("checkbox", name="Gift wrap").check()
    page.get_by_role("region", name="Under the hood").get_by_text("synced").click()
    yield "/checkout, under the hood"
    page.get_by_role("checkbox", name="Gift wrap").uncheck()
    page.get_by_role("button", name="Shut").click()
    expect(anna.pay_button).to_be_enabled()
    yield from _changing(anna, store)
    yield from _paying(anna, store)
    yield from _joining(anna)
    yield from _behind_the_counter(anna, store)


def _changing(anna: Shopper, store: Server) -> Iterator[str]:
    page = anna.page
    holds_up(page, store, seconds=3)
    for extra in page.get_by_role("group", name="Extras").get_by_role("checkbox").all():
        extra.check()
    expect(page.get_by_text("Updating…")).to_be_visible()
    yield "/checkout, updating"
    expect(anna.pay_button).to_be_enabled()
    page.get_by_role("button", name="Change address").click()
    page.get_by_role("textbox", name="Promo code").fill("no such code")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("#problem-code")).to_be_visible()
    yield "/checkout, refused"


def _paying(anna: Shopper, store: Server) -> Iterator[str]:
    page = anna.page
    anna.type_card(DECLINED_CARD)
    anna.pay()
    expect(page.get_by_text("Your card was declined.")).to_be_visible()
    yield "/checkout, declined"
    yield from _waiting(anna, store)
    anna.card_form.get_by_label("Card number").fill(GOOD_CARD)
    anna.pay()
    anna.reads_order()
    yield "/complete"
    page.get_by_role("contentinfo").get_by_role("link", name="Your orders").click()
    expect(page.get_by_role("heading", name="Your orders")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("listitem")).to_have_count(1)
    yield "/orders"
    page.goto("/cart")
    expect(page.get_by_text("Your last order is")).to_be_visible()
    yield "/cart, paid"


def _waiting(anna: Shopper, store: Server) -> Iterator[str]:
    """Another tab looks for the order while the bank still asks in this one; the bank is told no then."""
    page = anna.page
    anna.card_form.get_by_label("Card number").fill(BANK_CARD)
    anna.pay()
    bank = page.frame_locator('iframe[title="3D Secure challenge"]')
    expect(bank.get_by_role("button", name="Complete")).to_be_visible()
    session = newest(page, store.log.parent)["session_id"]
    anna.page = page.context.new_page()
    anna.page.goto(f"/complete?session={session}")
    expect(anna.page.get_by_role("heading", name="Nearly there")).to_be_visible()
    yield "/complete, waiting"
    anna.page.close()
    anna.page = page
    bank.get_by_role("button", name="Fail").click()
    expect(anna.pay_button).to_be_enabled()


def _joining(anna: Shopper) -> Iterator[str]:
    page = anna.page
    page.goto("/tea-club/join")
    anna.type_card()
    page.get_by_role("button", name="Start free trial").click()
    expect(page.get_by_role("heading", name="Welcome to the Tea club")).to_be_visible()
    yield "/complete, joined"
    page.get_by_role("link", name="See or leave your membership").click()
    page.get_by_role("button", name="Leave the Tea club").click()
    expect(page.get_by_role("button", name="Yes, leave")).to_be_visible()
    yield "/membership, asked"
    page.get_by_role("button", name="Yes, leave").click()
    expect(page.get_by_role("button", name="Stay in the Tea club")).to_be_focused()
    yield "/membership, left"


def _behind_the_counter(anna: Shopper, store: Server) -> Iterator[str]:
    """As the merchant, at the order that was paid before."""
    page = anna.page
    page.goto("/orders")
    number = page.get_by_role("main").get_by_role("link", name=re.compile(A_NUMBER)).last.text_content()
    page.goto("/merchant")
    expect(page.get_by_role("heading", name="Behind the counter")).to_be_visible()
    yield "/merchant, sign in"
    stand_behind_the_counter(page, store)
    yield "/merchant"
    page.goto(f"/merchant/order?number={number}")
    expect(page.get_by_role("heading", name="How it came about")).to_be_visible()
    yield "/merchant/order"
    page.get_by_role("button", name="Refund…").click()
    expect(page.get_by_role("button", name="No, keep it")).to_be_focused()
    yield "/merchant/order, asked"
    page.get_by_role("button", name="No, keep it").click()
    page.get_by_label("Amount").fill("nothing")
    page.get_by_role("button", name="Refund…").click()
    expect(page.locator("#problem-refund")).to_be_visible()
    yield "/merchant/order, refused"
