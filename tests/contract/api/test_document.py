"""The OpenAPI document says what the routes do, and the page says what the document does."""

import re

import jsonschema_rs

from rxapp.api.docs.reading import described
from rxapp.api.endpoints.table import ENDPOINTS
from rxapp.api.routes import ROUTES
from tests.contract.api.conftest import Client

NOT_FOR_CLIENTS = {
    *("/webhooks/stripe", "/webhooks/stripe/", "/health", "/ready", "/metrics"),
    *("/openapi.json", "/api", "/robots.txt"),
    *("/api/merchant/sign-in", "/api/merchant/sign-out", "/api/merchant/numbers.csv"),
}
DOCUMENT = described()


def test_every_route_is_in_the_document_and_the_other_way_round():
    served = {(route.path, method) for route in ROUTES for method in (route.methods or set()) - {"HEAD"}}
    documented = {(path, method.upper()) for path, methods in DOCUMENT["paths"].items() for method in methods}
    assert documented == {(path, method) for path, method in served if path not in NOT_FOR_CLIENTS}


def test_every_body_forbids_what_it_does_not_know():
    schemas = DOCUMENT["components"]["schemas"]
    for endpoint in ENDPOINTS:
        if endpoint.method == "POST":
            assert schemas[endpoint.takes.__name__]["additionalProperties"] is False


def test_every_reference_leads_somewhere():
    references = set(re.findall(r"#/components/schemas/(\w+)", str(DOCUMENT)))
    assert references <= set(DOCUMENT["components"]["schemas"])


def test_every_schema_is_one():
    for schema in DOCUMENT["components"]["schemas"].values():
        jsonschema_rs.meta.validate(schema)


async def test_answers_are_as_documented(client: Client):
    summary = await client.opened("gooseneck-kettle")
    for name, answer in (("OpenedCheckout", summary), ("Summary", (await client.get("/api/checkout")).json())):
        schema = {"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]}
        jsonschema_rs.validate(schema, answer)


async def test_the_page_has_every_endpoint_and_no_script(client: Client):
    page = (await client.get("/api")).text
    for endpoint in ENDPOINTS:
        assert f"<code>{endpoint.path}</code>" in page
    assert "<script" not in page and "style=" not in page and "<style" not in page
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert all(address.startswith(("/", "#")) for address in addresses)
    targets = {address[1:] for address in addresses if address.startswith("#")}
    assert targets <= set(re.findall(r'id="([^"]+)"', page))


async def test_the_document_is_served(client: Client):
    assert (await client.get("/openapi.json")).json() == DOCUMENT
