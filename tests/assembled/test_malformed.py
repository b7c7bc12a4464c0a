"""Requests that can't be read: refused before anything is looked at, with a sentence that names the field."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from rxapp.api.routes import ROUTES
from tests.assembled.requests import ENDPOINT, POSTS, body_for
from tests.in_process import Client, refusal
from tests.unit.shop.addresses import NEW_YORK

WRONG_TYPES: dict[type, list[Any]] = {
    str: [1, True, None, [], {}, 1.5],
    int: ["2", True, 1.5, None, [], {}],
    bool: ["true", 1, 0, None, []],
    dict: ["x", 1, None, [], True],
}


@pytest.mark.parametrize("path", POSTS)
async def test_what_is_malformed_is_said_so_before_anything_is_looked_at(make_client: Callable[[], Client], path: str):
    """By somebody without a cart: a body is understood first, whoever sends it."""
    nobody, json_header = make_client(), {"content-type": "application/json"}
    good = wanted_by(path)
    contents = [b"", b"{", b"[]", b"null", b"1", b'"x"', b"\xff\xfe", b"NaN", b"[" * 20_000]
    bodies = [good | {"surprise": 1}]
    for name, value in good.items():
        bodies += [{other: one for other, one in good.items() if other != name}] * (name in required_by(path))
        wrong = [one for one in WRONG_TYPES.get(type(value), []) if one is not None or name in required_by(path)]
        bodies += [good | {name: one} for one in wrong]
    bodies += [good | {"checkout_session_id": wrong} for wrong in ("", "a b", "\x00", "x" * 256, 1, [], "é")]
    for content in [*contents, *(json.dumps(body).encode() for body in bodies)]:
        answer = await nobody.http.post(path, content=content, headers=json_header)
        assert refusal(answer) == (400, "malformed"), content
    for amount in ("amount", "price", "cents", "total", "subtotal", "tax", "unit_amount", "discount_cents"):
        if amount in good:
            continue
        answer = await nobody.post(path, good | {amount: 1})
        assert refusal(answer) == (400, "amount_not_accepted")
        assert answer.json()["error"]["message"].startswith(f"{amount}: ")


def wanted_by(path: str) -> dict[str, Any]:
    return body_for(path, {"id": "cs_test_1", "revision": 1, "amount_total": 2300}, named=False)


def required_by(path: str) -> set[str]:
    fields = ENDPOINT[path].takes.model_fields
    return {name for name, field in fields.items() if field.is_required()}


async def test_a_long_message_is_cut(client: Client):
    answer = await client.post("/api/checkout/remove-code", {"x" * 5000: 1})
    assert refusal(answer) == (400, "malformed")
    assert len(answer.json()["error"]["message"]) == 300
    answer = await client.post("/api/checkout/remove-code", {"x" * 5000 + "_amount": 1})
    assert refusal(answer) == (400, "amount_not_accepted")
    assert len(answer.json()["error"]["message"]) < 400


async def test_the_message_names_the_field(client: Client):
    answer = await client.post("/api/checkout/set-destination", {"destination": NEW_YORK.model_dump() | {"city": 1}})
    assert answer.json()["error"]["message"].startswith("destination.city: ")


@pytest.mark.parametrize(
    ("path", "body", "where"),
    [
        ("/api/checkout/set-destination", {"destination": NEW_YORK.model_dump() | {"price": 1}}, "destination.price"),
        (
            "/update-payment-intent",
            {"payment_intent_id": "pi_1", "items": [{"slug": "yame-sencha", "quantity": 1, "unit_amount": 1}]},
            "items.0.unit_amount",
        ),
    ],
)
async def test_an_amount_within_something_is_not_accepted_either(
    client: Client, path: str, body: dict[str, Any], where: str
):
    answer = await client.post(path, body)
    assert refusal(answer) == (400, "amount_not_accepted")
    assert answer.json()["error"]["message"].startswith(f"{where}: ")


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "application/jsonp", "json"]
)
@pytest.mark.parametrize("path", ["/api/checkout/remove-code", "/api/plans/join", "/update-discounts"])
async def test_only_json_is_read(client: Client, kind: str, path: str):
    response = await client.http.post(path, content="{}", headers={"content-type": kind})
    assert refusal(response) == (415, "not_json")


@pytest.mark.parametrize("kind", ["application/json", "Application/JSON; charset=utf-8", " application/json ;x"])
async def test_json_is_read_however_it_is_written(client: Client, kind: str):
    await client.opened()
    response = await client.http.post("/api/checkout/remove-code", content="{}", headers={"content-type": kind})
    assert response.status_code == 200


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
async def test_every_address_has_its_methods_and_no_others(client: Client, method: str):
    for route in ROUTES:
        if method not in (route.methods or ()):
            answer = await client.http.request(method, route.path)
            assert refusal(answer) == (405, "method_not_allowed"), route.path
            assert method not in answer.headers["allow"]
