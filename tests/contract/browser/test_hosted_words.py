"""What Stripe's page says it is for, on top, on its button and at its end, and how it opens and ends."""

from collections.abc import Iterator
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, expect

from rxapp.sandbox.browser import files

from .alone import ADDRESS, LOST, Alone, stands_alone
from .hosted import CLUB, COURIER, MONTHLY, POST, SHOP, TEA, TRIAL, amount, page_of

PATH, SESSION, INIT = "/c/pay/cs_1", "/v1/payment_pages/cs_1", "/v1/payment_pages/cs_1/init"
OPENING = f"{ADDRESS}{PATH}#key=pk_test_1&client_secret=cs_1_secret_1"
FREE = {"total": {"subtotal": amount(0), "total": amount(0)}}
PLAN: dict[str, Any] = {"lineItems": [TEA, TEA | {"name": "Tea club", "recurring": MONTHLY}], "recurring": CLUB}


@pytest.fixture(scope="module")
def words(browser: Browser) -> Iterator[Alone]:
    """Functions that keep nothing, so that one page serves all."""
    with stands_alone(browser) as page:
        page.load("checkout_page.js", but=("checkout/start.js",))
        yield page


SAID: list[tuple[dict[str, Any], str, str | None, str, str]] = [
    ({}, "Pay Tea & Co", "$18.00", "Pay $18.00", "Thanks for your payment"),
    ({"submit_type": "pay"}, "Pay Tea & Co", "$18.00", "Pay $18.00", "Thanks for your payment"),
    ({"submit_type": "donate"}, "Donate to Tea & Co", "$18.00", "Donate $18.00", "Thanks for your payment"),
    ({"submit_type": "book"}, "Book with Tea & Co", "$18.00", "Book for $18.00", "Thanks for your payment"),
    ({"session": FREE}, "Pay Tea & Co", "$0.00", "Complete order", "Thanks for your payment"),
    ({"mode": "setup", "session": FREE}, "Save your payment details", None, "Save", "Your payment details are saved"),
    ({"mode": "subscription", "session": PLAN}, "Subscribe to Tea club", "$18.00 per month", "Subscribe",
     "Thanks for subscribing"),
    ({"mode": "subscription", "session": PLAN | FREE | {"recurring": CLUB | {"trial": TRIAL}}}, "Try Tea club",
     "14 days free", "Start trial", "Your trial has begun"),
    ({"mode": "subscription", "session": PLAN | FREE}, "Subscribe to Tea club", "$18.00 per month", "Subscribe",
     "Thanks for subscribing"),
    ({"mode": "subscription", "session": {"recurring": CLUB}}, "Subscribe to Tea & Co", "$18.00 per month", "Subscribe",
     "Thanks for subscribing"),
]  # fmt: skip


@pytest.mark.parametrize(("of_page", "heading", "headline", "label", "thanks"), SAID)
def test_it_says_what_it_is_for(
    words: Alone, of_page: dict[str, Any], heading: str, headline: str | None, label: str, thanks: str
) -> None:
    said = words.value(
        "[headingOf(given), headlineOf(given), submitLabel(given), thanksFor(given)]", page_of(**of_page)
    )
    assert said == [heading, headline, label, thanks]


LINKED: list[tuple[str | None, list[Any]]] = [
    (None, []),
    ("No link.", ["No link."]),
    ("See [a](https://a.example), [b](http://b.example/c?d=1).",
     ["See ", ["a", "https://a.example/"], ", ", ["b", "http://b.example/c?d=1"], "."]),
    ("[a](javascript:alert) [b](/here) [c]", ["[a](javascript:alert) [b](/here) [c]"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "parts"), LINKED)
def test_the_shops_words_hold_links_to_the_web_and_nothing_else(words: Alone, text: Any, parts: list[Any]) -> None:
    script = "wordsOf(given).filter(Boolean).map((one) => (one.href ? [one.textContent, one.href] : one))"
    assert words.value(script, text) == parts


@pytest.mark.parametrize(
    ("recurring", "said"),
    [
        (None, None),
        (CLUB, None),
        (CLUB | {"trial": TRIAL}, "Then $18.00 per month, from 1 May 2026"),
        (CLUB | {"trial": TRIAL, "intervalCount": 2}, "Then $18.00 every 2 months, from 1 May 2026"),
    ],
)
def test_what_comes_after_a_trial_is_said(words: Alone, recurring: Any, said: str | None) -> None:
    assert words.value("afterTrial(given)", page_of(session={"recurring": recurring})) == said


def days(value: int, unit: str = "business_day") -> dict[str, Any]:
    return {"unit": unit, "value": value}


@pytest.mark.parametrize(
    ("least", "most", "said"),
    [
        (None, None, None),
        (days(2), days(4), "2–4 business days"),
        (days(1), days(1), "1 business day"),
        (None, days(4), "Up to 4 business days"),
        (days(1, "week"), None, "At least 1 week"),
        (days(2, "hour"), days(3, "hour"), "2–3 hours"),
    ],
)
def test_how_long_it_takes_to_come(words: Alone, least: Any, most: Any, said: str | None) -> None:
    assert words.value("estimateOf(given)", {"minimum": least, "maximum": most}) == said
    assert words.value("estimateOf(null)") is None


def visit(alone: Alone, *answers: Any) -> Alone:
    alone.documents[PATH] = files.checkout_page()[0]
    alone.answers[INIT] = list(answers)
    alone.page.goto(OPENING)
    return alone


MISSING = {"error": {"type": "invalid_request_error", "code": "resource_missing", "message": "No such session."}}
ENDS: list[tuple[Any, str, bool]] = [
    (page_of("expired"), "This page has expired", True),
    (page_of("complete"), "This is already paid", True),
    (page_of("complete", cancel_url=None), "This is already paid", False),
    (MISSING, "This page isn't here", False),
    (LOST, "The shop can't be reached", False),
]


@pytest.mark.parametrize(("answer", "heading", "back"), ENDS)
def test_where_nothing_can_be_paid_it_says_why_and_leads_back(
    alone: Alone, answer: Any, heading: str, back: bool
) -> None:
    page = visit(alone, answer).page
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page).to_have_title(heading)
    links = page.get_by_role("link", name="Back to the shop")
    expect(links).to_have_count(1 if back else 0)
    expect(page.get_by_role("group", name="Fill in a card")).to_have_count(0)
    assert alone.bodies(INIT)[0]["client_secret"] == "cs_1_secret_1"


def test_open_it_says_whose_it_is_and_leads_back(alone: Alone) -> None:
    page = visit(alone, page_of(display_name="Tea & Co")).page
    expect(page).to_have_title("Pay Tea & Co · test")
    expect(page.locator(".Business")).to_have_text("Tea & Co")
    expect(page.get_by_role("link", name="Back")).to_have_attribute("href", f"{SHOP}/cart")
    expect(page.get_by_role("group", name="Fill in a card")).to_be_visible()


@pytest.mark.parametrize(
    "of_page", [{"payment_method_required": False}, {"payment_method_types": ["amazon_pay"]}, {"cancel_url": None}]
)
def test_what_there_is_no_use_for_is_not_there(alone: Alone, of_page: dict[str, Any]) -> None:
    page = visit(alone, page_of(**of_page)).page
    expect(page.get_by_test_id("hosted-payment-submit-button")).to_be_visible()
    expect(page.get_by_role("group", name="Fill in a card")).to_have_count(1 if "cancel_url" in of_page else 0)
    expect(page.get_by_role("link", name="Back")).to_have_count(0 if "cancel_url" in of_page else 1)


def test_a_choice_that_is_refused_is_said_and_shown_as_it_still_is(alone: Alone) -> None:
    ways = {"shippingOptions": [POST, COURIER], "shipping": {"shippingOption": POST}}
    page = visit(alone, page_of(session=ways)).page
    refused = {"error": {"type": "invalid_request_error", "message": "Nobody rides today."}}
    alone.answers[SESSION] = [refused, page_of(session=ways | {"shipping": {"shippingOption": COURIER}})]
    courier = page.get_by_role("radio", name="Courier")
    courier.click()
    expect(page.get_by_role("alert").filter(has_text="Nobody rides today.")).to_be_visible()
    expect(page.get_by_role("radio", name="Post")).to_be_checked()
    with page.expect_response(f"**{SESSION}"):  # what was chosen is shown before it is asked
        courier.click()
    expect(page.get_by_role("alert").filter(has_text="Nobody rides today.")).to_have_count(0)
    expect(courier).to_be_checked()
    assert [body["shipping_option"] for body in alone.bodies(SESSION)] == ["shr_courier"] * 2


@pytest.mark.parametrize("system", ["light", "dark"])
@pytest.mark.parametrize("around", ["", "light", "dark"])
def test_embedded_it_is_as_dark_as_the_page_around_and_else_as_the_system(
    alone: Alone, around: str, system: Literal["light", "dark"]
) -> None:
    alone.page.emulate_media(color_scheme=system)
    alone.load("checkout_page.js", f"{PATH}#scheme={around}", but=("checkout/start.js",))
    assert alone.value("isDark()") is ((around or system) == "dark")


def test_the_theme_of_the_buyers_system_reaches_the_frames(alone: Alone) -> None:
    page = visit(alone, page_of()).page
    form = page.frame_locator("iframe[title='Secure payment input frame']").locator("html")
    for scheme, theme in (("light", "stripe"), ("dark", "night"), ("light", "stripe")):
        page.emulate_media(color_scheme=scheme)  # pyright: ignore[reportArgumentType]
        expect(form).to_have_attribute("data-theme", theme)


def test_a_page_that_the_browser_has_kept_is_loaded_again(alone: Alone) -> None:
    page = visit(alone, page_of(), page_of("complete")).page
    expect(page.get_by_test_id("hosted-payment-submit-button")).to_be_visible()
    with page.expect_navigation():
        page.evaluate("() => void dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(page.get_by_role("heading", name="This is already paid")).to_be_visible()


LISTEN = """(window.told = [], addEventListener("message", ({ data }) => {
    if (data.event === "complete" || data.method) told.push(data.method ? [data.method, data.argument] : [data.event]);
}))"""


def embedded(alone: Alone, *answers: Any, changes: str = "") -> Alone:
    """The page as it is in a frame; the test plays the page around, and hears in `told` what that is told."""
    alone.documents[PATH] = files.checkout_page()[0]
    alone.answers[INIT] = list(answers)
    alone.page.goto(f"{OPENING}&channel=ours&origin={ADDRESS}&changes={changes}")
    alone.page.get_by_test_id("hosted-payment-submit-button").wait_for()
    alone.do(LISTEN)
    return alone


@pytest.mark.parametrize("changes", ["", "line_items"])
def test_only_what_is_paid_here_is_told_to_the_page_around(alone: Alone, changes: str) -> None:
    ways = {"shippingOptions": [POST, COURIER], "shipping": {"shippingOption": POST}}
    embedded(alone, page_of(session=ways), changes=changes).answers[SESSION] = [page_of("expired")]
    alone.page.get_by_role("radio", name="Courier").click()
    expect(alone.page.get_by_role("heading", name="This page has expired")).to_be_focused()
    assert alone.value("told") == []


def test_what_is_paid_here_is_told_once(alone: Alone) -> None:
    kept = [{"id": "pm_visa", "card": {"brand": "visa", "last4": "4242", "expMonth": 1, "expYear": 2034}}]
    embedded(alone, page_of(saved_cards=kept, redirect_on_completion="never"))
    alone.answers[f"{SESSION}/confirm"] = [{"page": page_of("complete"), "next_action": None}]
    alone.page.get_by_test_id("hosted-payment-submit-button").click()
    expect(alone.page.get_by_role("heading", name="Thanks for your payment")).to_be_focused()
    alone.page.wait_for_function("() => told.length > 0")
    assert alone.value("told") == [["complete"]]


@pytest.mark.parametrize(
    ("button", "wanted"),
    [("One less: Tea", [["li_cup", 1]]), ("One more: Tea", [["li_tea", 2], ["li_cup", 1]])],
)
def test_the_page_around_is_asked_for_what_is_left(alone: Alone, button: str, wanted: list[Any]) -> None:
    tea = TEA | {"adjustableQuantity": {"minimum": 0, "maximum": 9}}
    lines = {"lineItems": [tea, TEA | {"id": "li_cup", "name": "Cup"}]}
    permissions = page_of()["permissions"] | {"update_line_items": "server_only"}
    embedded(alone, page_of(permissions=permissions, session=lines), changes="line_items")
    alone.page.get_by_role("button", name=button).click()
    alone.page.wait_for_function("() => told.length > 0")
    asked_for = [{"id": id, "quantity": quantity} for id, quantity in wanted]
    assert alone.value("told") == [["changeLineItems", asked_for]]


def test_where_the_page_around_changes_nothing_there_is_nothing_to_change(alone: Alone) -> None:
    tea = TEA | {"quantity": 2, "adjustableQuantity": {"minimum": 0, "maximum": 9}}
    permissions = page_of()["permissions"] | {"update_line_items": "server_only"}
    page = embedded(alone, page_of(permissions=permissions, session={"lineItems": [tea]})).page
    expect(page.get_by_text("Qty 2")).to_be_visible()
    expect(page.get_by_role("button", name="One more: Tea")).to_have_count(0)


EMBED = """(() => {
    const parent = document.body.appendChild(document.createElement("div"));
    parent.style.color = given.color ?? "";
    const { remove } = mountEmbedded(parent, given.page, { key: "pk_test_1", client_secret: "cs_1_secret_1" }, {
        onLineItemsChange: given.changes ? async () => {} : undefined,
    });
    const frame = parent.querySelector("iframe"), facts = new URLSearchParams(new URL(frame.src).hash.slice(1));
    const found = [facts.get("changes"), facts.get("scheme"), frame.style.colorScheme];
    remove();
    parent.remove();
    return found;
})()"""
EMBEDDED: list[tuple[str, bool, str, list[str]]] = [
    ("server_only", True, "rgb(0, 0, 0)", ["line_items", "light", "light"]),
    ("server_only", False, "rgb(255, 255, 255)", ["", "dark", "dark"]),
    ("client_only", True, "rgb(200, 190, 180)", ["", "dark", "dark"]),
]


@pytest.mark.parametrize(("permission", "changes", "color", "told"), EMBEDDED)
def test_an_embedded_page_is_told_what_the_shops_page_does_and_how_it_looks(
    alone: Alone, permission: str, changes: bool, color: str, told: list[str]
) -> None:
    alone.load("stripe.js")
    page = page_of(permissions={"update_line_items": permission})
    assert alone.value(EMBED, {"page": page, "changes": changes, "color": color}) == told
