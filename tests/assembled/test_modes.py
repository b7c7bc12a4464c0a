"""What a mode allows and forbids: every endpoint in every mode. An endpoint without a row here is a failure."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from rxapp.api.endpoints.table import ENDPOINTS
from rxapp.shop.catalog import CATALOG
from rxapp.states.checkout import CheckoutState
from rxapp.states.guide import GuideState
from rxapp.states.joining import JoinState
from tests.assembled.requests import BODIES, ENDPOINT, PATHS, begun, body_for
from tests.faults.local_store import LocalStore
from tests.in_process import LIVE, TEST, Client, Tab, refusal
from tests.serving import ROOT
from tests.thoroughness import each

MakeClient = Callable[[], Client]
ALL_MODES = ["local", "test", "live"]

# Whoever adds an endpoint says here whether a store where payments are real has it.
NOT_WHERE_PAYMENTS_ARE_REAL = {"/api/checkout/sign-in", "/api/checkout/choose-flow"}
EVERYWHERE = set(BODIES) - NOT_WHERE_PAYMENTS_ARE_REAL
PRICES = ("revision", "synced_revision", "amount_subtotal", "amount_discount", "amount_total", "flow", "discounts")


def test_every_endpoint_has_its_row():
    assert {one.path for one in ENDPOINTS} == set(BODIES) == EVERYWHERE | NOT_WHERE_PAYMENTS_ARE_REAL
    assert len(ENDPOINTS) == len(BODIES)


@pytest.mark.parametrize("mode", ALL_MODES, indirect=True)
async def test_what_a_mode_allows_and_forbids(mode: str, shop: LocalStore, make_client: MakeClient):
    forbidden = NOT_WHERE_PAYMENTS_ARE_REAL if mode == "live" else set[str]()
    answers: dict[str, Any] = {}
    asked_here = NOT_WHERE_PAYMENTS_ARE_REAL if mode == "test" else set(PATHS)  # all of it where the two others differ
    paths = set(each(3, sorted(asked_here))) | forbidden
    for path in paths:
        client = make_client()
        asked = body_for(path, await begun(shop, client, path))
        response = await client.ask(ENDPOINT[path].method, path, asked)
        answers[path] = response.status_code if response.is_success else refusal(response)
    assert answers == {path: (422, "refused") if path in forbidden else 200 for path in paths}


@pytest.mark.parametrize("member", [*CATALOG.members, "", "nobody"])
@pytest.mark.parametrize("mode", ["live"], indirect=True)
async def test_nobody_becomes_a_member_by_asking_where_payments_are_real(client: Client, mode: str, member: str):
    opened = await client.opened("gooseneck-kettle")
    for which in ({}, {"checkout_session_id": opened["id"]}):
        answer = await client.post("/api/checkout/sign-in", {"member": member} | which)
        assert refusal(answer) == (422, "refused")
    now = await client.summary()
    assert {name: now[name] for name in PRICES} == {name: opened[name] for name in PRICES}


@pytest.mark.parametrize("mode", ["live"], indirect=True)
async def test_nobody_becomes_a_member_on_the_way_into_a_plan_where_payments_are_real(client: Client, mode: str):
    joined = await client.done("/api/plans/join", {"plan": "tea_club"})
    for member in CATALOG.members:
        body = {"member": member, "checkout_session_id": joined["id"]}
        assert refusal(await client.post("/api/checkout/sign-in", body)) == (422, "refused")
    again = await client.done("/api/plans/join", {"plan": "tea_club"})
    assert again["recurring"] == joined["recurring"]


@pytest.mark.parametrize("flow", ["checkout_session", "payment_intent"])
@pytest.mark.parametrize("mode", ["live"], indirect=True)
async def test_how_a_real_payment_is_made_is_not_for_the_shopper_to_say(client: Client, mode: str, flow: str):
    opened = await client.opened()
    assert refusal(await client.post("/api/checkout/choose-flow", {"flow": flow})) == (422, "refused")
    again = await client.done("/api/checkout/open")
    assert (again["id"], again["flow"]) == (opened["id"], "checkout_session"), "the session goes on"


# What the guide of a test store asks by a page's socket; no endpoint does.
TRIED = {
    (GuideState, "fill_cart"): {"local", "test"},
    (CheckoutState, "let_session_expire"): {"local", "test"},
    (JoinState, "let_session_expire"): {"local", "test"},
    (CheckoutState, "let_stripe_be"): {"local"},
    (JoinState, "let_stripe_be"): {"local"},
}


@pytest.mark.parametrize("mode", ALL_MODES, indirect=True)
async def test_what_can_be_tried_in_each_mode(mode: str, shop: LocalStore):
    for (state, handler), modes in TRIED.items():
        tab = Tab()
        page: Any = await (tab.open_plan() if state is JoinState else tab.open_cart("yame-sencha"))
        await tab.call(state, handler, **({"trouble": "down"} if handler == "let_stripe_be" else {}))
        cart = (await shop.services.ledger.checkout(page._checkout_id)).cart
        faults = await shop.control("faults", method="GET")
        status = (await shop.stripe.v1.checkout.sessions.retrieve_async(page._session_id)).status if not faults else ""
        did = {
            "fill_cart": len(cart.lines) > 1,
            "let_session_expire": status == "expired",
            "let_stripe_be": bool(faults),
        }
        assert did == dict.fromkeys(did, False) | {handler: mode in modes}
        assert ("guide" in tab.state(state).problems) == (mode not in modes)
        await shop.no_faults()


STRIPES = "https://js.stripe.com/endive/stripe.js"
CONFIGS = {
    "local": ("pk_test_kettleandkiln", "/endive/stripe.js", True),
    "test": ("pk_test_of_a_test", STRIPES, True),
    "live": ("pk_live_of_a_test", STRIPES, False),
}


@pytest.mark.parametrize("mode", ALL_MODES, indirect=True)
async def test_the_key_and_the_stripe_js_of_each_mode(client: Client, mode: str):
    config = (await client.http.get("/api/config")).json()
    assert (config["publishable_key"], config["stripe_js"], config["test_store"]) == CONFIGS[mode]


@pytest.mark.parametrize("mode", ALL_MODES, indirect=True)
async def test_where_payments_are_real_every_shopper_says_the_address(shop: LocalStore, client: Client, mode: str):
    opened = await client.opened()
    seen = {"revision": opened["revision"], "amount": opened["amount_total"]}
    placed = await client.post("/api/checkout/place", seen)
    if mode == "live":
        assert opened["destination"] is None
        assert refusal(placed) == (422, "refused")
    else:
        assert CATALOG.demo_address
        assert opened["destination"] == CATALOG.demo_address.model_dump()
        assert placed.json()["status"] == "placing"


@pytest.mark.parametrize("mode", ALL_MODES, indirect=True)
async def test_the_cart_cookie_is_secure_wherever_the_store_is_reached_over_https(client: Client, mode: str):
    cookie = (await client.post("/api/checkout/add-product", {"slug": "yame-sencha"})).headers["set-cookie"]
    about = {part.lower() for part in cookie.split("; ")[1:]}
    everywhere = {"path=/", "max-age=7776000", "httponly", "samesite=lax"}
    assert about == everywhere | ({"secure"} if mode == "live" else set())


# What is decided at the start is looked at in a process of its own, which starts with the settings of the mode.
STRIPES_PATHS = ("/_sandbox/", "/v3/", "/v1/events", "/v1/checkout/sessions")
PAID_AT_STRIPE = {
    "paths": dict.fromkeys(STRIPES_PATHS, 404) | {"/api": 200, "/openapi.json": 200, "/nowhere": 404},
    "has a Stripe of its own": False,
    "test_store": True,
    "local_stripe": False,
    "email": "shopper@example.com",
    "key": "pk_test_of_a_test",
    "stripe_js": "",
    "secure": False,
    "hsts": None,
    "origins": ["http://localhost:3000", "http://127.0.0.1:3000"],
}
PAID_FOR_REAL = PAID_AT_STRIPE | {
    "test_store": False,
    "email": "",
    "key": "pk_live_of_a_test",
    "secure": True,
    "hsts": "max-age=31536000",
    "origins": ["https://shop.example"],
}
STRIPE_ELSEWHERE = PAID_AT_STRIPE | {
    "local_stripe": True,
    "key": "pk_test_kettleandkiln",
    "stripe_js": "http://127.0.0.1:12111/endive/stripe.js",
}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (TEST, PAID_AT_STRIPE),
        (LIVE, PAID_FOR_REAL),
        ({"stripe_api_base": "http://127.0.0.1:12111"}, STRIPE_ELSEWHERE),
    ],
    ids=["test", "live", "local elsewhere"],
)
@pytest.mark.usefixtures("processes")
def test_what_is_decided_at_the_start_of_each_mode(given: dict[str, Any], expected: dict[str, Any], tmp_path: Path):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("STRIPE_")}
    ended = subprocess.run(
        [sys.executable, "-m", "tests.assembled.probe"],
        cwd=ROOT,
        env=kept | as_environment(given) | {"DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout.splitlines()[-1]) == expected


def as_environment(given: dict[str, Any]) -> dict[str, str]:
    secret = {name: value.get_secret_value() for name, value in given.items() if isinstance(value, SecretStr)}
    return {name.upper(): value for name, value in (given | secret).items()}


async def test_the_local_stripe_of_a_store_without_keys_is_where_the_store_is(client: Client):
    from rxapp.states.shop import ShopState

    assert [(await client.http.get(path)).status_code for path in STRIPES_PATHS] == [200, 200, 401, 401]
    shop, checkout = Tab().state(ShopState), Tab().state(CheckoutState)
    assert (shop.test_store, shop.local_stripe, checkout.email) == (True, True, "shopper@example.com")
    assert (checkout.publishable_key, checkout.stripe_js_url) == ("pk_test_kettleandkiln", "/endive/stripe.js")
