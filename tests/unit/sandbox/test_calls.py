"""The way of a call: keys, versions, parameters, faults, what is written and what isn't, and what is noted of it."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from rxapp.sandbox.protocol.request_log import Entry, RequestLog, masked
from rxapp.sandbox.protocol.routing import Routes
from rxapp.sandbox.resources.call import Route
from rxapp.sandbox.rules.parameters import Parameters
from tests.unit.sandbox.caller import ANNA, BEN, Caller

PRODUCTS, INTENTS = "/v1/products", "/v1/payment_intents"
SESSION = (
    "mode=payment&ui_mode=elements&line_items[0][price_data][currency]=usd&line_items[0][price_data][unit_amount]=1800"
    "&line_items[0][price_data][product_data][name]=Tea&line_items[0][quantity]=1"
)
PREVIEW = "2025-03-31.basil; checkout_server_update_beta=v1;"


async def log(caller: Caller) -> list[dict[str, Any]]:
    return await caller.control("requests", method="GET")


async def test_every_answer_says_which_request_and_version_it_is_of(caller: Caller):
    for version, said in (({}, "2026-10-28.endive"), ({"stripe-version": "2022-11-15"}, "2022-11-15")):
        answers = [await caller.call("GET", path, **version) for path in (PRODUCTS, "/v1/nothing", PRODUCTS)]
        assert {answer.headers["stripe-version"] for answer in answers} == {said}
        assert len({answer.headers["request-id"] for answer in answers}) == 3
        assert all(answer.headers["request-id"].startswith("req_") for answer in answers)
        assert all(answer.headers["content-type"] == "application/json" for answer in answers)


async def test_a_refusal_says_where_it_can_be_looked_up(caller: Caller):
    refused = (await caller.post(PRODUCTS, "colour=green")).json()["error"]
    assert refused["request_log_url"] == f"http://stripe.local/_sandbox/#/{ANNA}/requests"
    nobody = await caller.http.get(PRODUCTS)
    assert (nobody.status_code, "request_log_url" in nobody.json()["error"]) == (401, False)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/subscriptions"),
        ("GET", "/v1/invoices/in_1"),
        ("POST", "/v1/payment_links"),
        ("DELETE", "/v1/customers/cus_1/discount"),
        ("GET", "/v1/payouts"),
        ("GET", "/v2/core/events"),
    ],
)
async def test_an_address_of_stripe_that_is_not_here_is_called_so(caller: Caller, method: str, path: str):
    answer = await caller.call(method, path)
    assert answer.status_code == 404
    assert answer.json()["error"]["message"] == f"The local Stripe does not do `{method} {path}`."


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/nothing"),
        ("GET", "/v1/products/a/b"),
        ("DELETE", PRODUCTS),
        ("POST", "/v1/events"),
        ("PUT", PRODUCTS),
        ("POST", "/v2/nothing"),
    ],
)
async def test_an_unknown_address_is_said_to_whoever_has_a_key(caller: Caller, method: str, path: str):
    answer = await caller.call(method, path)
    assert answer.status_code == 404
    assert answer.json()["error"]["message"].startswith(f"Unrecognized request URL ({method}: {path}).")
    nobody = await caller.http.request(method, path)
    assert nobody.status_code == 401


async def test_an_unknown_version_is_refused_and_makes_no_account(caller: Caller):
    answer = await caller.call("POST", PRODUCTS, "name=Tea", **{"stripe-version": "2099-01-01"})
    assert answer.json()["error"]["message"].startswith("Invalid Stripe API version: 2099-01-01. ")
    assert (await caller.http.get("/_sandbox/api/")).json() == []


async def test_the_preview_takes_what_only_it_knows(caller: Caller):
    session = (await caller.made("/v1/checkout/sessions", SESSION))["id"]
    path, discount = f"/v1/checkout/sessions/{session}", "discounts[0][coupon_data][percent_off]=50"
    assert (await caller.post(path, discount)).json()["error"]["code"] == "parameter_unknown"
    taken = await caller.call(
        "POST", path, discount + "&discounts[0][coupon_data][duration]=once", **{"stripe-version": PREVIEW}
    )
    assert (taken.status_code, taken.json()["amount_total"]) == (200, 900)


def browse(caller: Caller, path: str, **body: Any) -> Any:
    return caller.http.post(path, json=body)


async def test_a_browser_asks_in_json_with_the_publishable_key(caller: Caller):
    session = await caller.made("/v1/checkout/sessions", SESSION)
    path = f"/v1/payment_pages/{session['id']}/init"
    own = {"key": f"pk_test_{ANNA}", "client_secret": session["client_secret"]}
    assert (await browse(caller, path, **own)).status_code == 200
    assert (await browse(caller, path, client_secret=session["client_secret"])).status_code == 401
    assert (await browse(caller, path, **own | {"key": f"pk_test_{BEN}"})).status_code == 404
    broken = await caller.http.post(path, content=b"{not json")
    assert (broken.status_code, broken.json()["error"]["message"]) == (400, "Invalid request: the body is not JSON.")


async def test_a_server_asks_in_a_form_whatever_it_looks_like(caller: Caller):
    answer = await caller.post(PRODUCTS, '{"name": "Tea"}')
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "parameter_unknown")


async def test_what_is_refused_leaves_nothing_and_what_is_declined_its_traces(caller: Caller):
    half = f"{SESSION}&discounts[0][coupon]=none"
    assert (await caller.post("/v1/checkout/sessions", half)).status_code == 400
    assert [await caller.listed(path) for path in (PRODUCTS, "/v1/prices", "/v1/checkout/sessions")] == [[], [], []]
    declined = await caller.post(
        INTENTS,
        "amount=1000&currency=usd&confirm=true&return_url=https://shop.example/&payment_method=pm_card_chargeDeclined",
    )
    assert declined.status_code == 402
    [intent] = await caller.listed(INTENTS)
    assert (intent["status"], len(await caller.listed("/v1/charges"))) == ("requires_payment_method", 1)


async def test_what_has_become_due_is_done_before_the_answer(caller: Caller):
    session = await caller.made("/v1/checkout/sessions", SESSION)
    offset = session["expires_at"] - session["created"]
    caller.sandbox._clock.advance(ANNA, offset - 1)  # pyright: ignore[reportPrivateUsage]
    path = f"/v1/checkout/sessions/{session['id']}"
    assert (await caller.call("GET", path)).json()["status"] == "open"
    caller.sandbox._clock.advance(ANNA, 1)  # pyright: ignore[reportPrivateUsage]
    assert (await caller.call("GET", path)).json()["status"] == "expired"
    assert [event["type"] for event in await caller.listed("/v1/events")] == ["checkout.session.expired"]


@pytest.mark.parametrize(
    ("kind", "status", "type", "code"),
    [
        ("rate_limit", 429, "invalid_request_error", "rate_limit"),
        ("lock_timeout", 429, "invalid_request_error", "lock_timeout"),
        ("server_error", 500, "api_error", None),
    ],
)
async def test_a_fault_befalls_the_calls_it_is_meant_for(
    caller: Caller, kind: str, status: int, type: str, code: str | None
):
    await caller.fault(kind, path=PRODUCTS, times=2, skip=1)
    await caller.made("/v1/customers", "name=Anna")
    answers = [await caller.post(PRODUCTS, f"name={number}") for number in range(4)]
    assert [answer.status_code for answer in answers] == [200, status, status, 200]
    error = answers[1].json()["error"]
    assert (error["type"], error.get("code")) == (type, code)
    assert [product["name"] for product in await caller.listed(PRODUCTS)] == ["3", "0"]
    befell = [call["fault"] for call in await log(caller) if call["method"] == "POST" and call["path"] == PRODUCTS]
    assert befell == ["", kind, kind, ""]


@pytest.mark.parametrize(("should_retry", "header"), [(None, None), (True, "true"), (False, "false")])
async def test_a_server_error_says_whether_to_come_again(caller: Caller, should_retry: bool | None, header: str | None):
    await caller.fault("server_error", should_retry=should_retry)
    answer = await caller.post(PRODUCTS, "name=Tea")
    assert answer.headers.get("stripe-should-retry") == header


@pytest.mark.parametrize(("kind", "made"), [("connection_reset", 0), ("answer_lost", 1)])
async def test_a_lost_connection_before_or_after(caller: Caller, kind: str, made: int):
    await caller.fault(kind)
    answer = await caller.post(PRODUCTS, "name=Tea", "k")
    assert answer.headers["transfer-encoding"] == "chunked", "which breaks the connection at a server"
    assert len(await caller.listed(PRODUCTS)) == made
    again = await caller.post(PRODUCTS, "name=Tea", "k")
    assert (again.status_code, len(await caller.listed(PRODUCTS))) == (200, 1)
    assert (again.headers.get("idempotent-replayed") == "true") is bool(made)


async def test_no_preview_befalls_only_who_asks_for_one(caller: Caller):
    await caller.fault("no_preview", method="*", times=None)
    assert (await caller.call("GET", PRODUCTS)).status_code == 200
    refused = await caller.call("GET", PRODUCTS, **{"stripe-version": PREVIEW})
    assert refused.status_code == 400
    assert "beta header: checkout_server_update_beta." in refused.json()["error"]["message"]


async def test_a_body_that_is_too_large_is_not_read(caller: Caller):
    async def in_parts(last: bytes) -> AsyncIterator[bytes]:
        yield b"name="
        for _ in range(16):
            yield b"x" * (2**16 - 1)
        yield last

    key = {"authorization": f"Bearer sk_test_{ANNA}"}
    read = await caller.http.post(PRODUCTS, content=in_parts(b"x" * 11), headers=key)
    assert (read.status_code, read.json()["error"]["param"]) == (400, "name")
    assert (await caller.http.post(PRODUCTS, content=in_parts(b"x" * 12), headers=key)).status_code == 413


async def test_calls_are_noted_newest_first_each_with_what_came_of_it(caller: Caller):
    await caller.made(PRODUCTS, "name=Tea", "k")
    await caller.made(PRODUCTS, "name=Tea", "k")
    await caller.call("GET", f"{PRODUCTS}/none")
    missing, again, first = await log(caller)
    assert (first["method"], first["path"], first["params"], first["status"]) == (
        "POST",
        PRODUCTS,
        {"name": "Tea"},
        200,
    )
    assert (first["idempotency_key"], first["replayed"], again["replayed"]) == ("k", False, True)
    assert (missing["status"], missing["error"], first["error"]) == (404, "No such product: 'none'", None)
    assert (missing["idempotency_key"], missing["version"], missing["fault"]) == (None, "2026-10-28.endive", "")
    assert 0 <= first["milliseconds"] < 60_000
    assert first["time"] <= again["time"] <= missing["time"]
    answer = await caller.post(PRODUCTS, "name=Pot")
    assert (await log(caller))[0]["id"] == answer.headers["request-id"]
    assert await log(caller.of(ANNA)) != []


@pytest.mark.parametrize(
    ("params", "shown"),
    [
        ({"card": {"number": "4242424242424242", "cvc": "123"}}, {"card": {"number": "••••4242", "cvc": "••••"}}),
        ({"key": "pk_test_1", "client_secret": "x_secret_y"}, {"key": "••••", "client_secret": "••••"}),
        ({"cvc": ["123", {"number": "42421"}]}, {"cvc": ["••••", {"number": "••••2421"}]}),
        ({"number": 5, "cvc": None, "name": "1234567"}, {"number": 5, "cvc": None, "name": "1234567"}),
    ],
)
def test_card_data_and_secrets_are_masked_at_any_depth(params: dict[str, Any], shown: dict[str, Any]) -> None:
    assert masked(params) == shown


def entry(id: str) -> Entry:
    return Entry(
        id, 0.0, "POST", PRODUCTS, {"cvc": "123"}, 200, 1.0, None, replayed=False, version="", fault="", error=None
    )


def test_the_latest_three_hundred_calls_of_each_account_are_kept() -> None:
    log = RequestLog()
    for number in range(301):
        log.add("anna", entry(f"req_{number}"))
    log.add("ben", entry("req_ben"))
    kept = log.latest("anna")
    assert (len(kept), kept[0]["id"], kept[-1]["id"], kept[0]["params"]) == (300, "req_300", "req_1", {"cvc": "••••"})
    assert [one["id"] for one in log.latest("anna", 2)] == ["req_300", "req_299"]
    log.clear("anna")
    log.clear("nobody")
    assert (log.latest("anna"), len(log.latest("ben"))) == ([], 1)


def route(method: Any, path: str) -> Route:
    return Route(method, path, lambda: {}, Parameters(dict))


ROUTES = [
    route("GET", "/v1/a"),
    route("POST", "/v1/a"),
    route("GET", "/v1/a/{}"),
    route("GET", "/v1/a/{}/b"),
    route("GET", "/v1/a/b"),
]


@pytest.mark.parametrize(
    ("method", "path", "found", "ids"),
    [
        ("GET", "/v1/a", "/v1/a", []),
        ("POST", "/v1/a/", "/v1/a", []),
        ("GET", "/v1/a/x", "/v1/a/{}", ["x"]),
        ("GET", "/v1/a/b", "/v1/a/b", []),
        ("GET", "/v1/a/x/b", "/v1/a/{}/b", ["x"]),
        ("GET", "/v1/a/x/c", None, []),
        ("POST", "/v1/a/x", None, []),
        ("GET", "/v1", None, []),
        ("GET", "/v1/b", None, []),
        ("GET", "/", None, []),
    ],
)
def test_an_address_is_found_segment_by_segment(method: str, path: str, found: str | None, ids: list[str]) -> None:
    hit = Routes(ROUTES).find(method, path)
    assert (hit and (hit[0].method, hit[0].path, hit[1])) == (found and (method, found, ids))


async def test_identifiers_in_an_address_may_be_escaped(caller: Caller):
    await caller.made(PRODUCTS, "name=Tea&id=green%20tea")
    assert (await caller.call("GET", f"{PRODUCTS}/green%20tea")).json()["id"] == "green tea"


async def test_any_origin_may_ask_the_api(caller: Caller):
    allowed: httpx.Response = await caller.http.options(PRODUCTS)
    assert (allowed.status_code, allowed.headers["access-control-allow-methods"]) == (204, "GET, POST, DELETE")
    assert (await caller.call("GET", PRODUCTS)).headers["access-control-allow-origin"] == "*"


async def test_whoever_has_the_key_needs_no_name_to_control_the_account(caller: Caller) -> None:
    await caller.listed("/v1/products")
    key = {"authorization": f"Bearer sk_test_{caller.account}"}
    made = await caller.http.post("/_sandbox/api/-/faults", json={"kind": "rate_limit"}, headers=key)
    assert [fault["id"] for fault in await caller.control("faults", method="GET")] == [made.json()["id"]]
    strangers = await caller.http.post("/_sandbox/api/-/faults", json={"kind": "rate_limit"})
    assert strangers.status_code == 401


async def test_a_fault_befalls_the_calls_of_its_method_alone(caller: Caller) -> None:
    await caller.fault("server_error", path=PRODUCTS)
    assert (await caller.call("GET", PRODUCTS)).status_code == 200
    assert (await caller.post(PRODUCTS, "name=Tea")).status_code == 500
