"""Whose checkout it is: proved by the cookie or the client secret, and nobody else learns even that it exists."""

import base64
from typing import Any

import httpx
import pytest

from rxapp.visitor.cookie import COOKIE
from tests.contract.api.conftest import Client, MakeClient, refusal

WRAP = {"product_id": "gift_wrap"}
UNKNOWN = "cs_test_nobodys"

Body = dict[str, Any]


async def test_the_client_secret_proves_it_in_the_body(client: Client, make_client: MakeClient):
    opened = await client.opened()
    proof = {"checkout_session_id": opened["id"], "client_secret": opened["client_secret"]}
    assert (await make_client().done("/update-custom-amount", WRAP | proof))["amount_total"] == 2800


async def test_the_client_secret_proves_it_in_the_header(client: Client, make_client: MakeClient):
    opened = await client.opened()
    headers = {"authorization": f"Bearer {opened['client_secret']}"}
    which = {"checkout_session_id": opened["id"]}
    other = make_client()
    assert (await other.get("/api/checkout", params=which, headers=headers)).json()["amount_total"] == 2300
    assert (await other.post("/update-custom-amount", WRAP | which, headers=headers)).status_code == 200


PROOFS: list[Body] = [
    {},
    {"client_secret": "wrong"},
    {"client_secret": "schlüssel"},
    {"client_secret": f"{UNKNOWN}_secret_x"},
]


@pytest.mark.parametrize("proof", PROOFS)
async def test_somebody_elses_session_is_as_unknown_as_one_that_never_was(
    client: Client, make_client: MakeClient, proof: Body
):
    opened = await client.opened()
    stranger = make_client()
    await stranger.opened("kyoto-hojicha")
    theirs = await stranger.post("/update-custom-amount", WRAP | proof | {"checkout_session_id": opened["id"]})
    nobodys = await stranger.post("/update-custom-amount", WRAP | proof | {"checkout_session_id": UNKNOWN})
    assert refusal(theirs) == refusal(nobodys) == (404, "not_found")
    assert theirs.content == nobodys.content
    assert (await client.get("/api/checkout")).json()["amount_total"] == 2300


async def test_the_secret_of_ones_own_session_opens_no_other(client: Client, make_client: MakeClient):
    opened = await client.opened()
    stranger = make_client()
    own = await stranger.opened("kyoto-hojicha")
    proof = {"checkout_session_id": opened["id"], "client_secret": own["client_secret"]}
    assert refusal(await stranger.post("/update-custom-amount", WRAP | proof)) == (404, "not_found")


FORGED = [
    "{name}",
    "{name}.",
    "{name}.c2lnbmVk",
    "{name}.{another}",
    "{plain_name}",
    "",
    "\x80=;;;",
]


async def opened_with(cookie: str, client: Client) -> httpx.Response:
    headers = {b"cookie": f"{COOKIE}={cookie}".encode("latin-1")}
    return await client.http.post("/api/checkout/open", json={}, headers=headers)


@pytest.mark.parametrize("forged", FORGED)
async def test_a_cookie_that_we_did_not_sign_is_none(client: Client, make_client: MakeClient, forged: str):
    """With a signed one the same shopper's cart is there."""
    other = make_client()
    for each in (client, other):
        await each.opened()
    own, another = client.http.cookies[COOKIE], other.http.cookies[COOKIE]
    name = own.partition(".")[0]
    parts = {"name": name, "another": another.partition(".")[2], "plain_name": base64.b64decode(f"{name}==").decode()}
    assert (await opened_with(own, make_client())).status_code == 200
    assert refusal(await opened_with(forged.format_map(parts), make_client())) == (404, "not_found")


async def test_the_first_product_brings_a_cookie_and_a_cart(client: Client, make_client: MakeClient):
    await client.done("/api/checkout/add-product", {"slug": "yame-sencha"})
    answer = await client.done("/api/checkout/add-product", {"slug": "yame-sencha"})
    assert answer["lines"][0]["quantity"] == 2
    assert (await make_client().get("/api/checkout")).json()["lines"] == []


async def test_a_product_goes_into_the_checkout_that_is_named(client: Client, make_client: MakeClient):
    opened = await client.opened()
    body = {
        "slug": "kyoto-hojicha",
        "checkout_session_id": opened["id"],
        "client_secret": opened["client_secret"],
    }
    await make_client().done("/api/checkout/add-product", body)
    assert (await client.get("/api/checkout")).json()["amount_total"] == 3900


async def test_answers_are_kept_by_nobody(client: Client):
    await client.opened()
    for response in (await client.get("/api/checkout"), await client.get("/api/checkout?checkout_session_id=x")):
        assert response.headers["cache-control"] == "no-store"
