"""The OpenAPI document and its page are complete: every endpoint, every field, every refusal."""

import re
from html import unescape
from typing import Any

import pytest

from rxapp.api.endpoints.table import ENDPOINTS
from rxapp.api.errors import STATUSES
from rxapp.settings import settings
from rxapp.shop.catalog import CATALOG
from tests.assembled.requests import BODIES, ENDPOINT, OF_A_CHECKOUT, PATHS
from tests.in_process import Client

READING, CHANGING = {400, 404, 429, 503}, {400, 403, 404, 409, 413, 415, 422, 429, 503}


@pytest.fixture
async def document(client: Client) -> dict[str, Any]:
    answer = await client.http.get("/openapi.json")
    assert answer.status_code == 200
    return answer.json()


def operation(document: dict[str, Any], path: str) -> dict[str, Any]:
    [(method, found)] = document["paths"][path].items()
    assert method.upper() == ENDPOINT[path].method
    return found


def schema_of(content: dict[str, Any]) -> str:
    [(kind, one)] = content.items()
    assert kind == "application/json"
    [(key, reference)] = one["schema"].items()
    assert key == "$ref"
    return reference.removeprefix("#/components/schemas/")


def test_the_head(document: dict[str, Any]):
    assert document["openapi"] == "3.1.0"
    assert document["servers"] == [{"url": settings.origin}]
    assert document["info"]["title"] == f"HTTP endpoints of {CATALOG.store}"
    assert document["info"]["version"] and "minor units" in document["info"]["description"]
    assert document["components"]["securitySchemes"] == {
        "cart": {"type": "apiKey", "in": "cookie", "name": "kettle_cart"},
        "clientSecret": {"type": "http", "scheme": "bearer"},
    }


def test_every_endpoint_is_described(document: dict[str, Any]):
    assert list(document["paths"]) == PATHS
    identifiers = [operation(document, path)["operationId"] for path in PATHS]
    assert len(set(identifiers)) == len(PATHS)
    for endpoint in ENDPOINTS:
        described = operation(document, endpoint.path)
        assert described["operationId"] == endpoint.name
        assert described["summary"].endswith(".") and "\n" not in described["summary"] + described["description"]
        assert schema_of(described["responses"]["200"]["content"]) == endpoint.gives.__name__
        if endpoint.method == "POST":
            assert described["requestBody"]["required"] is True
            assert schema_of(described["requestBody"]["content"]) == endpoint.takes.__name__
            assert "parameters" not in described
        else:
            assert "requestBody" not in described
            assert {one["name"] for one in described["parameters"]} == set(endpoint.takes.model_fields)
            assert all(one["in"] == "query" and one["required"] is False for one in described["parameters"])


def test_what_needs_a_proof_says_which(document: dict[str, Any]):
    either = [{"cart": []}, {"clientSecret": []}]
    named = [path for path in OF_A_CHECKOUT if "checkout_session_id" in ENDPOINT[path].takes.model_fields]
    assert len(named) > 20
    for path in PATHS:
        assert operation(document, path)["security"] == (either if path in named else []), path


def test_every_refusal_is_described(document: dict[str, Any]):
    for path in PATHS:
        responses = operation(document, path)["responses"]
        statuses = READING if ENDPOINT[path].method == "GET" else CHANGING
        assert set(responses) == {"200"} | {str(status) for status in statuses}
        for status in statuses:
            assert responses[str(status)]["description"] == STATUSES[status]
            assert schema_of(responses[str(status)]["content"]) == "ErrorAnswer"


def test_every_field_of_a_request_is_in_its_schema(document: dict[str, Any]):
    schemas = document["components"]["schemas"]
    for path, body in BODIES.items():
        if ENDPOINT[path].method == "POST":
            schema = schemas[ENDPOINT[path].takes.__name__]
            assert set(body) <= set(schema["properties"])
            assert schema["additionalProperties"] is False
    assert set(schemas["ErrorAnswer"]["properties"]) == {"error"}
    assert set(schemas["ErrorDetail"]["required"]) == {"code", "message"}


@pytest.fixture
async def page(client: Client) -> str:
    answer = await client.http.get("/api")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return answer.text


def section(page: str, id: str) -> str:
    found = re.search(rf'<section class="card" id="{id}">.*?</section>', page, re.DOTALL)
    assert found, id
    return unescape(re.sub(r"<[^>]+>", " ", found[0]))


def test_the_page_says_of_every_endpoint_what_the_document_does(page: str, document: dict[str, Any]):
    for path in PATHS:
        described, said = operation(document, path), section(page, ENDPOINT[path].name)
        for word in (ENDPOINT[path].method, path, described["summary"], described["description"]):
            assert word in said
        assert ENDPOINT[path].gives.__name__ in said
        for name, field in ENDPOINT[path].takes.model_fields.items():
            assert re.search(rf" {name} ", said), (path, name)
            assert (field.description or "") in said


def test_what_may_be_left_out_says_so(page: str):
    said = section(page, "set_destination")
    assert re.search(r"checkout_session_id\s+optional", said)
    assert re.search(r"client_secret\s+optional", said)
    assert not re.search(r"destination\s+optional", said)
    assert "optional" in section(page, "read_summary")


def test_types_and_examples_are_written_for_people(page: str):
    assert "string or null" in section(page, "remove_code")
    assert "For example 2" in section(page, "set_quantity").replace("  ", " ")
    assert "list of Line" in section(page, "Summary").replace("  ", " ").replace("list of  ", "list of ")
    assert "checkout_session, payment_intent" in section(page, "Flow")
    assert "ErrorDetail" in section(page, "ErrorAnswer")
    assert re.search(r"shipping_note\s+string", section(page, "Summary"))


def test_the_page_explains_every_status(page: str):
    for status, meaning in STATUSES.items():
        assert f"<dt>{status}</dt><dd>{meaning.replace(chr(39), '&#x27;')}</dd>" in page
    assert "<dt>200</dt>" not in page


def test_the_shapes_are_those_of_the_answers(page: str, document: dict[str, Any]):
    bodies = {one.takes.__name__ for one in ENDPOINTS if one.method == "POST"}
    shapes = set(document["components"]["schemas"]) - bodies
    for name in shapes:
        assert section(page, name)
    assert all(f'id="{name}"' not in page for name in bodies)
    assert "<script" not in page and " style=" not in page


async def test_what_is_for_programs_is_closed_to_search_engines_and_the_list_of_pages_is_named(client: Client):
    lines = (await client.http.get("/robots.txt")).text.splitlines()
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /api/", "Disallow: /_sandbox/"} <= set(lines)
    assert f"Sitemap: {settings.origin}/sitemap.xml" in lines
