"""The customer portal without a server: what it shows of each subscription, and what it says of a wish that fails."""

from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from rxapp.sandbox.browser import files

from .alone import ADDRESS, LOST, Alone

PATH, CALL = "/p/session/bps_1", "/v1/portal_pages/bps_1"
MAY, JUNE = 1_777_593_600, 1_780_272_000  # each on its first day
TEA = {"name": "Tea club", "quantity": 1, "unit_amount": 1200}
CLUB: dict[str, Any] = {
    "id": "sub_1", "status": "active", "currency": "usd", "divisor": 100, "interval": "month", "intervalCount": 1,
    "items": [TEA], "period_end": JUNE, "trial_end": None, "cancel_at_period_end": False, "ended_at": None,
    "card": {"brand": "visa", "last4": "4242"},
}  # fmt: skip
PAGE: dict[str, Any] = {
    "business": "Tea & Co", "headline": None, "privacy_policy_url": None, "terms_of_service_url": None,
    "return_url": None, "email": None, "cancels": "at_period_end", "reasons": [], "subscriptions": [CLUB],
}  # fmt: skip
CANCEL, KEEP, RENEW = "Cancel subscription", "Keep it", "Don't cancel subscription"


def visit(alone: Alone, *answers: Any) -> Alone:
    """Opens the portal; the server answers this."""
    alone.documents[PATH] = files.portal_page()[0]
    alone.answers[CALL] = list(answers)
    alone.page.goto(ADDRESS + PATH)
    return alone


def shown(alone: Alone, **club: Any) -> Locator:
    """The subscription as it is drawn."""
    visit(alone, PAGE | {"subscriptions": [CLUB | club]})
    return alone.page.locator(".Portal-subscription")


TWO = [TEA, {"name": "Cup", "quantity": 3, "unit_amount": 450}]
PRICES: list[tuple[dict[str, Any], str, str]] = [
    ({}, "Tea club", "$12.00 per month"),
    ({"items": TWO}, "Tea club, Cup × 3", "$25.50 per month"),
    ({"intervalCount": 3}, "Tea club", "$12.00 every 3 months"),
    ({"currency": "jpy", "divisor": 1, "interval": "year"}, "Tea club", "¥1,200 per year"),
]


@pytest.mark.parametrize(("club", "names", "price"), PRICES)
def test_what_is_subscribed_to_and_what_it_costs(alone: Alone, club: dict[str, Any], names: str, price: str) -> None:
    found = shown(alone, **club)
    expect(found).to_have_attribute("aria-label", names)
    expect(found.get_by_role("heading")).to_have_text(names)
    expect(found.locator(".Portal-price")).to_have_text(price)
    expect(found).to_contain_text("Visa •••• 4242")


FUTURES: list[tuple[dict[str, Any], str, str | None]] = [
    ({}, "Renews on 1 June 2026", CANCEL),
    ({"status": "trialing", "trial_end": MAY}, "Free until 1 May 2026", CANCEL),
    ({"status": "active", "trial_end": MAY}, "Renews on 1 June 2026", CANCEL),
    ({"cancel_at_period_end": True}, "Ends on 1 June 2026", RENEW),
    ({"status": "trialing", "trial_end": MAY, "cancel_at_period_end": True}, "Ends on 1 June 2026", RENEW),
    ({"status": "past_due"}, "Renews on 1 June 2026", CANCEL),
    ({"status": "canceled", "ended_at": MAY}, "Ended on 1 May 2026", None),
    ({"status": "canceled"}, "Ended on 1 June 2026", None),
    ({"status": "canceled", "ended_at": MAY, "cancel_at_period_end": True}, "Ended on 1 May 2026", None),
]


@pytest.mark.parametrize(("club", "future", "way"), FUTURES)
def test_what_comes_next_and_what_can_be_done_about_it(
    alone: Alone, club: dict[str, Any], future: str, way: str | None
) -> None:
    found = shown(alone, **club)
    expect(found.locator(".Quiet").first).to_have_text(future)
    expect(found.get_by_role("button")).to_have_text([way] if way else [])
    ended = club.get("status") == "canceled"
    expect(found.locator(".Portal-price")).to_have_count(0 if ended else 1)
    expect(found.get_by_text("Visa")).to_have_count(0 if ended else 1)


def test_who_may_not_cancel_is_offered_no_way_to(alone: Alone) -> None:
    visit(
        alone, PAGE | {"cancels": None, "subscriptions": [CLUB, CLUB | {"id": "sub_2", "cancel_at_period_end": True}]}
    )
    expect(alone.page.get_by_role("button")).to_have_text([RENEW])


CONSEQUENCES = [
    ("at_period_end", "It goes on until 1 June 2026, and nothing more is charged."),
    ("immediately", "It ends at once. What was paid isn't given back."),
]


@pytest.mark.parametrize(("cancels", "said"), CONSEQUENCES)
@pytest.mark.parametrize("reasons", [[], ["unused", "other"]])
def test_what_follows_is_said_before_it_is_done(alone: Alone, cancels: str, said: str, reasons: list[str]) -> None:
    page = visit(alone, PAGE | {"cancels": cancels, "reasons": reasons}).page
    page.get_by_role("button", name=CANCEL).click()
    expect(page.get_by_text(said)).to_be_focused()
    expect(page.get_by_role("radio")).to_have_count(len(reasons))
    expect(page.get_by_role("group")).to_have_count(1 if reasons else 0)
    alone.answers[f"{CALL}/cancel"] = [PAGE | {"subscriptions": [CLUB | {"status": "canceled", "ended_at": MAY}]}]
    page.get_by_role("button", name=CANCEL).click()
    expect(page.get_by_role("status")).to_have_text("Tea club: Ended on 1 May 2026")
    expect(page.get_by_role("status")).to_be_focused()
    assert alone.bodies(f"{CALL}/cancel") == [{"key": "", "subscription": "sub_1", "feedback": None}]


SAID = {"headline": "Welcome back", "email": "ada@example.com", "return_url": "https://shop.example/account"}
LINKS = {"terms_of_service_url": "https://shop.example/terms", "privacy_policy_url": "https://shop.example/privacy"}


def test_whose_portal_it_is_and_where_it_leads(alone: Alone) -> None:
    page = visit(alone, PAGE | SAID | LINKS).page
    expect(page).to_have_title("Subscriptions · Tea & Co")
    for text in ("Tea & Co", "Welcome back", "ada@example.com"):
        expect(page.get_by_text(text, exact=True)).to_be_visible()
    links = page.get_by_role("link").evaluate_all("(all) => all.map((one) => [one.textContent, one.href])")
    assert links == [
        ["Back", SAID["return_url"]],
        ["Terms of service", LINKS["terms_of_service_url"]],
        ["Privacy policy", LINKS["privacy_policy_url"]],
    ]


def test_what_is_not_said_leaves_no_place(alone: Alone) -> None:
    page = visit(alone, PAGE | {"subscriptions": []}).page
    expect(page.get_by_text("There is no subscription yet.")).to_be_visible()
    expect(page.get_by_role("link")).to_have_count(0)
    expect(page.locator(".Portal-links")).to_have_count(0)
    assert "null" not in page.locator("body").inner_text()


def refused(code: str | None, type: str = "invalid_request_error") -> dict[str, Any]:
    return {"error": {"type": type, "code": code, "message": "Not now."}}


ENDS = [
    (refused("session_expired"), "This page has expired"),
    (refused("resource_missing"), "This page isn't here"),
    (LOST, "The shop can't be reached"),
]


@pytest.mark.parametrize(("answer", "heading"), ENDS)
def test_where_it_cannot_be_opened_it_says_why(alone: Alone, answer: Any, heading: str) -> None:
    page = visit(alone, answer).page
    expect(page.get_by_role("heading", name=heading)).to_be_focused()
    expect(page).to_have_title(heading)
    expect(page.get_by_role("link")).to_have_count(0)


@pytest.mark.parametrize("answer", [refused("resource_missing"), LOST])
def test_a_wish_that_fails_is_said_and_can_be_tried_again(alone: Alone, answer: Any) -> None:
    page = visit(alone, PAGE | {"subscriptions": [CLUB | {"cancel_at_period_end": True}]}).page
    alone.answers[f"{CALL}/renew"] = [answer, PAGE]
    renew = page.get_by_role("button", name=RENEW)
    renew.click()
    expect(page.get_by_role("status")).to_be_focused()
    expect(page.get_by_role("status")).to_have_class("Problem")
    expect(renew).to_be_enabled()
    renew.click()
    expect(page.get_by_role("status")).to_have_text("Tea club: Renews on 1 June 2026")
    expect(page.get_by_role("status")).to_have_class("Portal-status")
    assert alone.bodies(f"{CALL}/renew") == [{"key": "", "subscription": "sub_1"}] * 2


def test_a_page_that_the_browser_has_kept_is_loaded_again(alone: Alone) -> None:
    page = visit(alone, PAGE).page
    with page.expect_navigation():
        page.evaluate("() => void dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(page.get_by_role("heading", name="Tea club")).to_be_visible()
    assert len(alone.bodies(CALL)) == 2
