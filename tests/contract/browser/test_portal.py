"""The customer portal: who has subscribed sees it, ends it, keeps it after all, and goes back to the shop."""

from typing import Any, cast

import httpx
import pytest
import stripe
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request, Route, expect

CLUB = {
    "currency": "usd",
    "unit_amount": 1200,
    "product_data": {"name": "Tea club"},
    "recurring": {"interval": "month"},
}
SHOP = "https://shop.example/account"
CANCEL, KEEP, RENEW = "Cancel subscription", "Keep it", "Don't cancel subscription"


def subscribe(client: stripe.StripeClient, local_stripe: str, account: str) -> str:
    """A new customer with a subscription, by their id."""
    customer = client.v1.customers.create({"email": "ada@example.com"}).id
    lines = [{"price_data": CLUB, "quantity": 1}]
    params: Any = {"mode": "subscription", "customer": customer, "line_items": lines, "success_url": SHOP}
    session = client.v1.checkout.sessions.create(params)
    paid = httpx.post(f"{local_stripe}/_sandbox/api/{account}/pay/{session.id}", json={})
    assert paid.status_code == 200, paid.text
    return customer


def subscription_of(client: stripe.StripeClient, customer: str) -> stripe.Subscription:
    return client.v1.subscriptions.list({"customer": customer, "status": "all"}).data[0]


def check_accessible(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert not found, [violation["id"] for violation in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_customer_ends_a_subscription_and_keeps_it_after_all(
    page: Page, client: stripe.StripeClient, local_stripe: str, account: str, scheme: str
) -> None:
    page.emulate_media(color_scheme=cast(Any, scheme))
    customer = subscribe(client, local_stripe, account)
    page.route(f"{SHOP}*", lambda route: route.fulfill(body="the shop"))
    page.goto(client.v1.billing_portal.sessions.create({"customer": customer, "return_url": SHOP}).url)
    club = page.get_by_role("region", name="Tea club")
    expect(club.get_by_text("$12.00 per month")).to_be_visible()
    expect(club.get_by_text("Visa •••• 4242")).to_be_visible()
    club.get_by_role("button", name=CANCEL).press("Enter")
    expect(club.get_by_text("nothing more is charged")).to_be_focused()
    check_accessible(page)
    club.get_by_role("button", name=KEEP).press("Enter")
    expect(club.get_by_role("button", name=CANCEL)).to_be_focused()
    assert not subscription_of(client, customer).cancel_at_period_end

    club.get_by_role("button", name=CANCEL).press("Enter")
    club.get_by_label("It's too expensive").check()
    club.get_by_role("button", name=CANCEL).press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Tea club: Ends on ")
    expect(page.get_by_role("status")).to_be_focused()
    ending = subscription_of(client, customer)
    assert ending.cancellation_details is not None
    assert (ending.cancel_at_period_end, ending.cancellation_details.feedback) == (True, "too_expensive")

    club.get_by_role("button", name=RENEW).press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Tea club: Renews on ")
    assert not subscription_of(client, customer).cancel_at_period_end
    check_accessible(page)
    page.get_by_role("link", name="Back").press("Enter")
    expect(page.get_by_text("the shop")).to_be_visible()


def test_a_session_that_has_expired_says_so_and_shows_the_way_back(
    page: Page, client: stripe.StripeClient, local_stripe: str, account: str
) -> None:
    customer = subscribe(client, local_stripe, account)
    page.goto(client.v1.billing_portal.sessions.create({"customer": customer, "return_url": SHOP}).url)
    page.get_by_role("button", name=CANCEL).click()
    httpx.post(f"{local_stripe}/_sandbox/api/{account}/clock", json={"seconds": 3601}).raise_for_status()
    page.get_by_role("button", name=CANCEL).click()
    expect(page.get_by_role("heading", name="This page has expired")).to_be_focused()
    expect(page.get_by_role("link", name="Back to the shop")).to_have_attribute("href", SHOP)
    assert not subscription_of(client, customer).cancel_at_period_end


def test_what_did_not_reach_the_server_can_be_tried_again(
    page: Page, client: stripe.StripeClient, local_stripe: str, account: str
) -> None:
    customer = subscribe(client, local_stripe, account)
    page.goto(client.v1.billing_portal.sessions.create({"customer": customer}).url)
    page.get_by_role("button", name=CANCEL).click()
    lost: list[Request] = []

    def lose(route: Route) -> None:
        lost.append(route.request)
        route.abort()

    page.route("**/cancel", lose)
    page.get_by_role("button", name=CANCEL).click()
    expect(page.get_by_role("status")).to_be_focused()
    assert len(lost) == 1
    page.unroute("**/cancel", lose)
    page.get_by_role("button", name=CANCEL).click()
    expect(page.get_by_role("status")).to_contain_text("Ends on ")
    expect(page.get_by_role("link", name="Back")).to_be_hidden()
