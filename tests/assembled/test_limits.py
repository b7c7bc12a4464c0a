"""Every POST is counted, for its cart and for its address; an address may ask and guess only so often."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Scope

from rxapp.api.middleware.rate_limiting import limited
from rxapp.api.middleware.request import address_of
from rxapp.api.routes import ROUTES
from rxapp.visitor.rate_limits import RateLimits
from tests.assembled.requests import BODIES, ENDPOINT, OF_A_PLAN, OF_AN_INTENT, POSTS, begun, body_for, reported
from tests.faults.local_store import LocalStore
from tests.in_process import Client, refusal, use_up_changes, use_up_changes_of, use_up_requests_of

MakeClient = Callable[..., Client]
TOO_MANY_CHANGES, TOO_MANY_CODES = (429, "too_many_changes"), (429, "too_many_codes")
TOO_MANY_REQUESTS = (429, "too_many_requests")

pytestmark = pytest.mark.usefixtures("clock")


def kind_of(path: str) -> str:
    return "plan" if path in OF_A_PLAN else "intent" if path in OF_AN_INTENT else "goods"


async def test_every_post_is_counted_for_its_cart_and_for_its_address(shop: LocalStore, make_client: MakeClient):
    by_cart, by_address = make_client(), make_client()
    checkouts = {kind_of(path): await begun(shop, by_cart, path) for path in ("/api/checkout/open", *OF_A_PLAN)}
    annas = make_client()
    intents = {"intent": await begun(shop, annas, "/update-payment-intent")}
    await use_up_changes(by_cart.shopper)
    await use_up_changes(annas.shopper)
    await use_up_changes_of(by_address.address)
    answers: dict[str, Any] = {}
    for path in POSTS:
        owner, asked_about = (annas, intents) if path in OF_AN_INTENT else (by_cart, checkouts)
        body = body_for(path, asked_about[kind_of(path)])
        answers[f"{path} by cart"] = refusal(await owner.post(path, body))
        from_there = make_client(by_address.address)
        theirs = await begun_elsewhere(shop, make_client, from_there, path)
        answers[f"{path} by address"] = refusal(await from_there.post(path, theirs))
    assert answers == dict.fromkeys(answers, TOO_MANY_CHANGES)


async def begun_elsewhere(shop: LocalStore, make_client: MakeClient, client: Client, path: str) -> dict[str, Any]:
    """A request about a checkout that was begun at another address, with the same cookie."""
    elsewhere = make_client()
    checkout = await begun(shop, elsewhere, path)
    client.http.cookies = elsewhere.http.cookies
    return body_for(path, checkout)


async def test_looking_is_not_counted_as_a_change(client: Client):
    await client.opened()
    await use_up_changes(client.shopper)
    for path in ("/api/checkout", "/api/products", "/api/plans", "/api/config"):
        assert (await client.http.get(path)).status_code == 200


async def test_what_asks_stripe_is_counted_though_it_changes_nothing(make_client: MakeClient):
    anna, nobody = make_client(), make_client()
    await anna.opened()
    await use_up_changes(anna.shopper)
    assert refusal(await anna.http.get("/api/plans/memberships")) == TOO_MANY_CHANGES
    assert (await nobody.http.get("/api/plans/memberships")).status_code == 200, "there is nothing to ask about"
    await use_up_changes(nobody.address)
    of_before, proof = {"checkout_session_id": "cs_test_1"}, {"authorization": "Bearer x"}
    for client in (anna, nobody):
        assert refusal(await client.ask("GET", "/api/checkout", of_before, headers=proof)) == TOO_MANY_CHANGES


GUESSING = {
    "/api/checkout/apply-code": "WELCOME10",
    "/update-discounts": "WELCOME10",
    "/apply-customer-discount": "WELCOME10",
    "/api/plans/set-referral": "SECONDCUP",
}


def test_every_endpoint_that_takes_a_code_is_in_the_table():
    assert set(GUESSING) == {path for path, body in BODIES.items() if "code" in ENDPOINT[path].takes.model_fields}


@pytest.mark.parametrize("path", GUESSING)
async def test_guessing_comes_to_an_end_everywhere(shop: LocalStore, make_client: MakeClient, path: str):
    client = make_client()
    asked = body_for(path, await begun(shop, client, path))
    right = await client.post(path, asked)
    assert right.status_code == 200
    for number in range(10):
        wrong = await client.post(path, asked | {"code": f"GUESS{number}"})
        assert refusal(wrong) == (422, "refused")
    assert refusal(await client.post(path, asked)) == TOO_MANY_CODES, "a right code isn't looked at either"
    from_elsewhere = make_client()
    from_elsewhere.http.cookies = client.http.cookies
    assert refusal(await from_elsewhere.post(path, asked)) == TOO_MANY_CODES
    others = make_client(client.address)
    theirs = body_for(path, await begun(shop, others, path))
    assert (await others.post(path, theirs)).status_code == 200


@pytest.mark.parametrize("path", ["/api/checkout/apply-code", "/api/plans/set-referral"])
async def test_guesses_of_many_carts_count_for_their_address(shop: LocalStore, make_client: MakeClient, path: str):
    flat = f"a flat of guessers at {path}"
    for _ in range(10):
        client = make_client(flat)
        asked = body_for(path, await begun(shop, client, path))
        for number in range(10):
            answer = await client.post(path, asked | {"code": f"GUESS{number}"})
            assert refusal(answer) == (422, "refused")
    client = make_client(flat)
    asked = body_for(path, await begun(shop, client, path))
    assert refusal(await client.post(path, asked)) == TOO_MANY_CODES


async def test_what_is_no_wrong_guess_is_not_counted_as_one(client: Client):
    opened = await client.opened()
    for _ in range(12):
        await client.done("/api/checkout/apply-code", {"code": "WELCOME10"})
    now = await client.summary()
    await client.done("/api/checkout/place", {"revision": now["revision"], "amount": now["amount_total"]})
    for _ in range(12):
        answer = await client.post("/api/checkout/apply-code", {"code": "WELCOME10"})
        assert refusal(answer) == (409, "being_paid")
    await client.done("/api/checkout/release")
    await client.done("/api/checkout/apply-code", {"code": "WELCOME10"})
    assert opened["id"] == (await client.summary())["id"]


async def test_an_address_that_asks_too_often_is_told_when_to_come_back(make_client: MakeClient):
    often, other = make_client(), make_client()
    await use_up_requests_of(often.address, but=1)
    assert (await often.http.get("/health")).status_code == 200
    for route in ROUTES:
        for method in route.methods or ():
            answer = await often.http.request(method, route.path)
            if method != "HEAD":
                assert refusal(answer) == TOO_MANY_REQUESTS, route.path
            assert answer.status_code == 429
            assert 1 <= int(answer.headers["retry-after"]) <= 120
            assert (await other.http.request(method, route.path)).status_code != 429
    assert (await often.http.get("/nowhere")).status_code == 404, "pages and files are not endpoints"
    assert (await often.http.get("/ping")).status_code == 200


class Waiting(RateLimits):
    """Limits by which everybody has to wait so long."""

    def __init__(self, seconds: int) -> None:
        self.seconds, self.counted = seconds, 0

    async def seconds_until_next_request(self, address: str) -> int:
        return self.seconds

    async def count_request(self, address: str) -> None:
        self.counted += 1


@pytest.mark.parametrize("seconds", [0, 1, 2, 60])
async def test_whoever_has_to_wait_for_a_second_has_to_wait(seconds: int):
    async def app(_scope: Scope, _receive: object, send: Any) -> None:
        await PlainTextResponse("done")(_scope, _receive, send)  # pyright: ignore[reportArgumentType]

    waiting = Waiting(seconds)
    transport = httpx.ASGITransport(limited(ROUTES, waiting)(app))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:3000") as http:
        answer = await http.get("/health")
    told = (429, str(seconds), 0) if seconds else (200, None, 1)
    assert (answer.status_code, answer.headers.get("retry-after"), waiting.counted) == told


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/api/products"), ("GET", "/api"), ("DELETE", "/health"), ("POST", "/api/plans/join")]
)
async def test_every_request_counts_whatever_comes_of_it(make_client: MakeClient, method: str, path: str):
    client = make_client()
    await use_up_requests_of(client.address, but=1)
    assert (await client.http.request(method, path)).status_code != 429
    assert refusal(await client.http.get("/health")) == TOO_MANY_REQUESTS


async def test_what_a_page_of_another_site_asks_counts_too(make_client: MakeClient):
    client = make_client()
    await use_up_requests_of(client.address, but=1)
    headers = {"origin": "https://evil.example"}
    assert (await client.post("/api/checkout/open", headers=headers)).status_code == 403
    assert refusal(await client.post("/api/checkout/open", headers=headers)) == TOO_MANY_REQUESTS


async def test_nobody_asks_stripe_about_session_after_session(make_client: MakeClient):
    """Of a session that no checkout has only Stripe knows whose it was."""
    made_up = {"checkout_session_id": "cs_test_of_nobody"}
    shopper, nobody = make_client(), make_client()
    await shopper.done("/api/checkout/add-product", {"slug": "yame-sencha"})
    assert refusal(await shopper.ask("GET", "/api/checkout", made_up)) == (404, "not_found")
    await use_up_changes(shopper.shopper)
    assert refusal(await shopper.ask("GET", "/api/checkout", made_up)) == TOO_MANY_CHANGES
    await use_up_changes_of(nobody.address)
    secret = {"authorization": "Bearer cs_test_of_nobody_secret_x"}
    assert refusal(await nobody.ask("GET", "/api/checkout", made_up, headers=secret)) == TOO_MANY_CHANGES


async def test_of_webhooks_those_count_that_are_refused(make_client: MakeClient):
    stripe, forger = make_client(), make_client()
    event = reported("customer.created", {"id": "cus_1", "object": "customer"})
    await use_up_requests_of(stripe.address, but=1)
    for _ in range(3):
        assert (await stripe.http.post("/webhooks/stripe", **event)).status_code == 200
    assert (await stripe.http.get("/health")).status_code == 200, "the last one that this address may ask"
    assert refusal(await stripe.http.post("/webhooks/stripe", **event)) == TOO_MANY_REQUESTS
    refused: list[tuple[str, bytes, int]] = [
        ("POST", b"{}", 400),
        ("GET", b"", 405),
        ("POST", b"x" * (2**20 + 1), 413),
    ]
    for method, content, status in refused:
        forger = make_client()
        await use_up_requests_of(forger.address, but=1)
        answer = await forger.http.request(method, "/webhooks/stripe", content=content)
        assert answer.status_code == status
        assert refusal(await forger.http.post("/webhooks/stripe", **event)) == TOO_MANY_REQUESTS


async def test_a_webhook_that_we_could_not_handle_does_not_count(shop: LocalStore, client: Client):
    opened = await client.opened()
    await use_up_requests_of(client.address, but=3)
    await shop.fault("server_error", method="GET", times=None, should_retry=False)
    event = reported("checkout.session.completed", {"id": opened["id"], "object": "checkout.session"})
    for _ in range(3):
        assert (await client.http.post("/webhooks/stripe", **event)).status_code == 503
    assert (await client.http.get("/api/products")).status_code == 200


FORWARDED: list[tuple[int, list[str], str]] = [
    (0, [], "peer"),
    (0, ["1.1.1.1"], "peer"),
    (1, [], "peer"),
    (1, [""], "peer"),
    (1, ["1.1.1.1"], "1.1.1.1"),
    (1, ["made up, 1.1.1.1"], "1.1.1.1"),
    (1, ["made up", "1.1.1.1"], "1.1.1.1"),
    (1, ["1.1.1.1, "], "peer"),
    (2, ["1.1.1.1"], "peer"),
    (2, ["1.1.1.1, 2.2.2.2"], "1.1.1.1"),
    (2, ["made up,1.1.1.1 ,2.2.2.2"], "1.1.1.1"),
    (2, ["made up, 1.1.1.1", "2.2.2.2"], "1.1.1.1"),
    (3, ["1.1.1.1, 2.2.2.2"], "peer"),
]


@pytest.mark.parametrize(("proxies", "headers", "address"), FORWARDED)
def test_who_asks_is_who_our_own_proxies_saw(proxies: int, headers: list[str], address: str):
    sent = [(b"x-forwarded-for", one.encode()) for one in headers]
    scope: Scope = {"type": "http", "headers": sent, "client": ("peer", 1)}
    assert address_of(scope, proxies) == address


def test_without_a_peer_the_address_is_unknown():
    assert address_of({"type": "http", "headers": []}, 0) == "unknown"
    assert address_of({"type": "http", "headers": [], "client": None}, 1) == "unknown"


async def test_an_address_that_the_asker_makes_up_does_not_help(make_client: MakeClient):
    client = make_client()
    await use_up_requests_of(client.address)
    made_up = {"x-forwarded-for": "203.0.113.7"}
    assert refusal(await client.http.get("/health", headers=made_up)) == TOO_MANY_REQUESTS
