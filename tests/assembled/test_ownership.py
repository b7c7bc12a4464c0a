"""Somebody else's checkout doesn't exist: every endpoint, and every wrong proof."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from rxapp.api.endpoints.table import ENDPOINTS
from tests.assembled.requests import BODIES, ENDPOINT, OF_A_CHECKOUT, OF_A_PLAN, OF_AN_INTENT, begun, body_for
from tests.faults.local_store import LocalStore
from tests.in_process import Client, refusal
from tests.thoroughness import each

MakeClient = Callable[[], Client]
NOT_FOUND = (404, "not_found")
WITHOUT_A_CART = {"/api/checkout", "/api/checkout/add-product"}
KINDS = {"goods": "/api/checkout/open", "plan": "/api/plans/set-referral", "intent": "/update-payment-intent"}
NAMES = {"checkout_session_id", "payment_intent_id"}


def test_every_endpoint_that_names_a_checkout_is_in_the_table():
    naming = {one.path for one in ENDPOINTS if NAMES & set(one.takes.model_fields)}
    assert naming == set(OF_A_CHECKOUT)


def kind_of(path: str) -> str:
    return "plan" if path in OF_A_PLAN else "intent" if path in OF_AN_INTENT else "goods"


def proofs(secret: str, own: str) -> dict[str, tuple[dict[str, Any], dict[str, str]]]:
    """What a stranger may try instead of the secret; `own` is the secret of a checkout of theirs."""
    wrong = {
        "own": own,
        "prefix": secret[:-1],
        "longer": f"{secret}x",
        "case": secret.swapcase(),
        "id": secret.partition("_secret_")[0],
        "guessed": "x",
    }
    in_header = {f"header {name}": ({}, {"authorization": f"Bearer {one}"}) for name, one in wrong.items()}
    in_body = {f"body {name}": ({"client_secret": one}, {}) for name, one in wrong.items()}
    return (
        in_header
        | in_body
        | {
            "none": ({}, {}),
            "null": ({"client_secret": None}, {}),
            "not ASCII": ({"client_secret": f"{secret}é"}, {}),
            "empty header": ({}, {"authorization": "Bearer "}),
            "another scheme": ({}, {"authorization": f"Basic {secret}"}),
            "no scheme": ({}, {"authorization": secret}),
            "a cookie that nobody signed": ({}, {"cookie": f"kettle_cart={secret}"}),
        }
    )


async def test_without_the_proof_there_is_no_such_checkout(shop: LocalStore, make_client: MakeClient):
    annas = {kind: await begun(shop, make_client(), path) for kind, path in KINDS.items()}
    ben, nobody = make_client(), make_client()
    bens = await begun(shop, ben, KINDS["goods"])
    before = await shop.query("SELECT * FROM checkouts ORDER BY id")
    answers: dict[str, Any] = {}
    paths = each(4, OF_A_CHECKOUT)
    for path in paths:
        checkout, method = annas[kind_of(path)], ENDPOINT[path].method
        asked = body_for(path, checkout)
        answers[f"{path} nobody"] = refusal(await nobody.ask(method, path, asked))
        for name, (body, headers) in proofs(checkout["client_secret"], bens["client_secret"]).items():
            if method == "POST" or not body:  # an address is no place for a secret
                answers[f"{path} {name}"] = refusal(await ben.ask(method, path, asked | body, headers=headers))
    assert answers == dict.fromkeys(answers, NOT_FOUND) and len(answers) > 10 * len(paths)
    assert await shop.query("SELECT * FROM checkouts ORDER BY id") == before


async def test_a_session_that_has_no_secret_any_more_is_opened_by_none(shop: LocalStore, make_client: MakeClient):
    """As one that has ended and was replaced: then only Stripe knows whose it was."""
    anna, ben = make_client(), make_client()
    opened = await anna.opened()
    checkout = await shop.services.ledger.unfinished(anna.shopper)
    assert checkout
    await shop.services.ledger.replace_session(checkout.id, opened["id"])
    await ben.opened()
    shop.wire.retouch = lambda answer: answer.update(client_secret=None) if "client_secret" in answer else None
    which = {"checkout_session_id": opened["id"]}
    for headers in ({}, {"authorization": "Bearer "}, {"authorization": "Bearer x"}):
        assert refusal(await ben.ask("GET", "/api/checkout", which, headers=headers)) == NOT_FOUND
        assert refusal(await ben.ask("POST", "/api/checkout/open", which, headers=headers)) == NOT_FOUND
    assert refusal(await anna.ask("GET", "/api/checkout", which)) == (409, "session_ended")
    assert (await anna.ask("POST", "/api/checkout/open", which)).status_code == 200


async def test_with_the_secret_it_is_theirs(shop: LocalStore, make_client: MakeClient):
    friend, answers = make_client(), dict[str, Any]()
    for path in OF_A_CHECKOUT:
        annas, method = await begun(shop, make_client(), path), ENDPOINT[path].method
        asked, secret = body_for(path, annas), annas["client_secret"]
        if method == "GET" or path in OF_AN_INTENT:
            answer = await friend.ask(method, path, asked, headers={"authorization": f"bEARER  {secret} "})
        else:
            answer = await friend.ask(method, path, asked | {"client_secret": secret})
        answers[path] = (answer.status_code, answer.json().get("id", "") in (annas["id"], None))
    assert answers == dict.fromkeys(OF_A_CHECKOUT, (200, True))


async def test_what_begins_a_cart_goes_into_the_one_that_is_named(make_client: MakeClient):
    anna, friend = make_client(), make_client()
    annas = await anna.opened()
    await friend.opened("kyoto-hojicha")
    asked = {"slug": "yame-sencha", "checkout_session_id": annas["id"], "client_secret": annas["client_secret"]}
    assert (await friend.done("/api/checkout/add-product", asked))["id"] == annas["id"]
    held = [[(line["name"], line["quantity"]) for line in (await one.summary())["lines"]] for one in (anna, friend)]
    assert held == [[("Yame Sencha", 2)], [("Kyoto Hojicha", 1)]]


async def test_every_endpoint_of_an_intent_takes_the_secret_in_its_body_too(shop: LocalStore, make_client: MakeClient):
    for path in OF_AN_INTENT:
        annas = await begun(shop, make_client(), path)
        asked = body_for(path, annas) | {"client_secret": annas["client_secret"]}
        assert (await make_client().post(path, asked)).json()["amount"] == 4100


async def test_the_secret_may_be_in_the_header_of_a_post(shop: LocalStore, make_client: MakeClient):
    annas = await begun(shop, make_client(), "/api/checkout/set-add-on")
    asked, headers = body_for("/api/checkout/set-add-on", annas), {"authorization": f"Bearer {annas['client_secret']}"}
    answer = await make_client().post("/api/checkout/set-add-on", asked, headers=headers)
    assert answer.json()["amount_total"] == 2800
    wrong = asked | {"client_secret": "x"}
    assert refusal(await make_client().post("/api/checkout/set-add-on", wrong, headers=headers)) == NOT_FOUND


async def test_a_secret_in_an_address_is_refused(client: Client):
    opened = await client.opened()
    query = {"checkout_session_id": opened["id"], "client_secret": opened["client_secret"]}
    assert refusal(await client.http.get("/api/checkout", params=query)) == (400, "malformed")


async def test_whoever_has_no_cart_finds_none(shop: LocalStore, make_client: MakeClient):
    nobody, empty = make_client(), make_client()
    await empty.http.get("/api")  # a cookie, and nothing in the cart
    assert empty.shopper
    made_up = {"id": "cs_test_nobodys", "revision": 1, "amount_total": 2300}
    await shop.opened("somebody else")
    asked = len(await shop.calls())
    assert refusal(await nobody.ask("GET", "/api/checkout", {"checkout_session_id": made_up["id"]})) == NOT_FOUND
    assert len(await shop.calls()) == asked, "whose it is Stripe isn't asked for whoever has no proof at all"
    for path in OF_A_CHECKOUT:
        for client in (nobody, empty):
            for named in (True, False):
                if named or path not in WITHOUT_A_CART:
                    answer = await client.ask(ENDPOINT[path].method, path, body_for(path, made_up, named))
                    assert refusal(answer) == NOT_FOUND, path


@pytest.mark.parametrize("path", sorted(WITHOUT_A_CART))
async def test_without_a_cart_one_can_look_and_begin(client: Client, path: str):
    answer = await client.ask(ENDPOINT[path].method, path, BODIES[path])
    assert answer.status_code == 200
    assert answer.json()["id"] is None


async def test_an_intent_is_no_session_and_a_session_no_intent(shop: LocalStore, client: Client):
    opened = await client.opened()
    asked = {"payment_intent_id": opened["id"], "client_secret": opened["client_secret"]}
    assert refusal(await client.post("/update-payment-intent", asked)) == NOT_FOUND


COOKIES = ["kettle_cart=", "kettle_cart=sh_1", "kettle_cart=InNoXzEi.forged", "=;=;", "kettle_cart", "a" * 4000]


@pytest.mark.parametrize("forged", COOKIES)
async def test_a_forged_cookie_is_nobody(make_client: MakeClient, forged: str):
    client = make_client()
    headers = {"cookie": forged}
    assert refusal(await client.post("/api/checkout/open", headers=headers)) == NOT_FOUND
    answer: httpx.Response = await client.post("/api/checkout/add-product", {"slug": "yame-sencha"}, headers=headers)
    assert "kettle_cart=" in answer.headers["set-cookie"], "a new cart begins"


async def test_a_cart_goes_on_with_its_cookie_and_no_new_one_is_given(client: Client):
    first = await client.post("/api/checkout/add-product", {"slug": "yame-sencha"})
    again = await client.post("/api/checkout/add-product", {"slug": "yame-sencha"})
    assert "set-cookie" in first.headers and "set-cookie" not in again.headers
    assert again.json()["lines"][0]["quantity"] == 2


async def test_joining_begins_for_whoever_asks_and_is_theirs(make_client: MakeClient):
    anna, ben = make_client(), make_client()
    annas, bens = [await one.done("/api/plans/join", {"plan": "tea_club"}) for one in (anna, ben)]
    assert annas["id"] != bens["id"] and anna.shopper != ben.shopper
    assert (await anna.done("/api/plans/join", {"plan": "tea_club"}))["id"] == annas["id"]


async def test_only_what_begins_a_cart_gives_a_cookie(make_client: MakeClient):
    assert {one.path for one in ENDPOINTS if one.gives_cookie} == {"/api/checkout/add-product", "/api/plans/join"}
    opened = await make_client().opened()
    proof = {"authorization": f"Bearer {opened['client_secret']}"}
    by_proof = ("/api/checkout", "/api/checkout/sync", "/api/checkout/set-add-on", "/update-discounts")
    for path in (*by_proof, "/api/config", "/api/products", "/api/plans", "/api/plans/memberships"):
        named = {"checkout_session_id": opened["id"]} if path in by_proof else {}
        answer = await make_client().ask(ENDPOINT[path].method, path, BODIES[path] | named, headers=proof)
        assert (answer.status_code, "set-cookie" in answer.headers) == (200, False), path
