"""The five steps by which Stripe's guide "Dynamically update discounts" has an integration tested, one test each."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.shopper import Shopper, stripe_of
from tests.serving import Server, running, store_server

ACCOUNT = "_sandbox/api/kettleandkiln"


@pytest.fixture(scope="module")
def store(production_build: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A store whose log can be read by a program."""
    with running(store_server(tmp_path_factory.mktemp("steps"), LOG_FORMAT="json", LOG_LEVEL="INFO")) as server:
        yield server


def opened(context: BrowserContext, slug: str) -> dict[str, Any]:
    """A cart with one thing in it, and its session."""
    context.request.post("/api/checkout/add-product", data={"slug": slug})
    return context.request.post("/api/checkout/open", data={}).json()


def calls_about(store: Server, session_id: str) -> list[dict[str, Any]]:
    """What the store asked of Stripe about a session, the first call first; the browser's calls have another path."""
    path = f"/v1/checkout/sessions/{session_id}"
    latest = httpx.get(f"{store.url}/{ACCOUNT}/requests").json()
    return [call for call in reversed(latest) if call["path"] == path]


def test_step_1_a_sandbox_like_production_with_test_keys(page: Page, store: Server, context: BrowserContext):
    session = stripe_of(store).v1.checkout.sessions.retrieve(opened(context, "yame-sencha")["id"])
    assert session.livemode is False
    assert context.request.get("/api/config").json()["publishable_key"].startswith("pk_test_")
    page.goto("/checkout")
    expect(page.get_by_text("Test store")).to_be_visible()
    expect(page.get_by_role("button", name="Pay $23.00")).to_be_enabled()


@pytest.mark.parametrize(
    ("slug", "member", "code", "discount"),
    [
        ("yame-sencha", "", "", 0),
        ("gooseneck-kettle", "", "", 1290),
        ("gooseneck-kettle", "silver", "", 1290 + 645),
        ("gooseneck-kettle", "gold", "", 1290 + 1290 + 2500),
        ("gooseneck-kettle", "", "POUR5", 1290 + 500),
        ("yame-sencha", "gold", "WELCOME10", 1800),  # never more than the goods
    ],
)
def test_step_2_scenarios(context: BrowserContext, store: Server, slug: str, member: str, code: str, discount: int):
    session = opened(context, slug)
    context.request.post("/api/checkout/sign-in", data={"member": member})
    session = context.request.post("/api/checkout/open", data={}).json()  # a new customer may need a new one
    body = {"checkout_session_id": session["id"], **({"code": code} if code else {})}
    answer = context.request.post("/update-discounts", data=body).json()
    assert answer["amount_discount"] == discount
    at_stripe = stripe_of(store).v1.checkout.sessions.retrieve(session["id"])
    assert at_stripe.total_details and at_stripe.total_details.amount_discount == discount
    assert at_stripe.amount_total == answer["amount_total"]


def test_step_3_the_log_shows_the_server_retrieve_validate_recompute_and_update(
    context: BrowserContext, browser: Browser, store: Server
):
    session = opened(context, "gooseneck-kettle")
    # Without the cookie the session is retrieved, to compare its client secret.
    stranger = browser.new_context(base_url=store.url)
    proof = {"checkout_session_id": session["id"], "client_secret": session["client_secret"]}
    before = len(calls_about(store, session["id"]))

    refused = stranger.request.post("/update-discounts", data=proof | {"code": "NONSENSE"})
    validated = calls_about(store, session["id"])[before:]
    assert (refused.status, [call["method"] for call in validated]) == (422, ["GET"])

    answer = stranger.request.post("/update-discounts", data=proof | {"code": "WELCOME10"})
    retrieved, updated = calls_about(store, session["id"])[before + len(validated) :]
    assert (retrieved["method"], updated["method"], updated["status"]) == ("GET", "POST", 200)
    [recomputed] = updated["params"]["discounts"]
    assert (int(recomputed["coupon_data"]["amount_off"]), recomputed["coupon_data"]["currency"]) == (2580, "usd")
    assert (answer.json()["amount_discount"], answer.json()["amount_total"]) == (2580, 10820)
    logged = [json.loads(line) for line in store.log.read_text().splitlines() if line.startswith("{")]
    asked = [line.get("stripe_request") for line in logged if line.get("message") == "Stripe answered"]
    assert asked.index(retrieved["id"]) < asked.index(updated["id"])
    stranger.close()


def test_step_4_the_client_runs_the_update_and_shows_the_new_total(page: Page):
    anna = Shopper(page)
    anna.checkout_with("gooseneck-kettle")
    read_again: list[str] = []
    page.on("request", lambda request: read_again.append(request.url) if request.url.endswith("/init") else None)
    apply(page, "WELCOME10")
    anna.sees("$129.00", "−$25.80", "$5.00", "$108.20")
    assert len(read_again) == 1, "runServerUpdate has Stripe.js read the session, once for one update"
    apply_refused(page, "NONSENSE", "We don't know that code.")
    anna.sees("$129.00", "−$12.90", "$5.00", "$121.10")
    assert len(read_again) == 2, "once for taking the code off, and not for the code that was refused"


def test_step_5_errors_of_the_server_and_of_the_client(context: BrowserContext, store: Server):
    page = context.new_page()
    anna = Shopper(page)
    anna.checkout_with("yame-sencha")
    session_id = context.request.post("/api/checkout/open", data={}).json()["id"]
    for body, status in (({"discounts": [{}, {}]}, 400), ({"code": "NONSENSE"}, 422), ({"amount": 1}, 400)):
        answer = context.request.post("/update-discounts", data={"checkout_session_id": session_id, **body})
        assert (answer.status, set(answer.json()["error"])) == (status, {"code", "message"})
    anna.sees("$18.00", "", "$5.00", "$23.00")

    path = f"/v1/checkout/sessions/{session_id}"
    fault = {"kind": "server_error", "method": "POST", "path": path, "should_retry": False}
    httpx.post(f"{store.url}/{ACCOUNT}/faults", json=fault).raise_for_status()
    apply(page, "WELCOME10")
    expect(page.get_by_text("We couldn't reach the payment service.").first).to_be_visible()
    expect(anna.pay_button).to_be_disabled()
    page.get_by_role("button", name="Try again").first.click()
    anna.sees("$18.00", "−$1.80", "$5.00", "$21.20")


def apply(page: Page, code: str) -> None:
    page.get_by_role("textbox", name="Promo code").fill(code)
    page.get_by_role("button", name="Apply").click()


def apply_refused(page: Page, code: str, sentence: str) -> None:
    page.get_by_role("button", name="Remove code").click()
    apply(page, code)
    expect(page.locator(".promo-code").get_by_role("alert")).to_contain_text(sentence)
