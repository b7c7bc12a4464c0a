"""Whatever comes over HTTP, through everything that stands in front of the endpoints: never a failure of ours."""

import http.client
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.generation.case import Case

from rxapp.api.docs.reading import described
from rxapp.api.middleware.security import LARGEST_BODY
from tests.serving import ROOT, Server, running, store_server

# The two addresses that are for machines of ours and Stripe's, and not in the document.
BESIDES: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Besides", "version": "1"},
    "paths": {
        "/health": {"get": {"responses": {"200": {"description": "It sells."}}}},
        "/webhooks/stripe": {
            "post": {
                "parameters": [{"name": "stripe-signature", "in": "header", "schema": {"type": "string"}}],
                "requestBody": {"content": {"application/json": {"schema": {}}}},
                "responses": {"200": {"description": "Received."}, "400": {"description": "Not Stripe's."}},
            }
        },
    },
}
SCHEMAS = [schemathesis.openapi.from_dict(document) for document in (described(), BESIDES)]
OPERATIONS: list[Any] = [operation.ok() for schema in SCHEMAS for operation in schema.get_all_operations()]  # pyright: ignore[reportAttributeAccessIssue]
UNHURRIED = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
FAILURES = {500, 501, 502, 504}
PATIENCE_SECONDS = 30


@pytest.fixture(scope="module")
def unlimited(production_build: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A store that counts nothing, so that every request is looked at for what it is."""
    much = dict.fromkeys(("CHANGES_PER_CART", "CHANGES_PER_ADDRESS", "REQUESTS_PER_ADDRESS"), "9999999/second")
    with running(store_server(tmp_path_factory.mktemp("fuzzed"), root=ROOT, **much)) as server:
        yield server


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: f"{one.method.upper()} {one.path}")
def test_no_request_makes_the_store_fail(unlimited: Server, operation: Any):
    @settings(max_examples=40, deadline=None, suppress_health_check=UNHURRIED, derandomize=True, database=None)
    @given(case=st.one_of([operation.as_strategy(generation_mode=mode) for mode in GenerationMode]))
    def ask(case: Case) -> None:
        answer = case.call(base_url=unlimited.url)
        assert answer.status_code not in FAILURES, answer.text
        if answer.status_code >= 400 and "json" in answer.headers.get("content-type", [""])[0]:
            error = answer.json()["error"]
            assert error.keys() == {"code", "message"}

    ask()
    log = Path(unlimited.log).read_text()
    assert "Traceback" not in log


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "TRACE", "BREW"])
@pytest.mark.parametrize(
    "path", ["/webhooks/stripe", "/api/checkout/open", "/..%2f..%2f.env", "/%00", "/.data/store.db"]
)
def test_odd_methods_and_addresses_are_refused(unlimited: Server, method: str, path: str):
    answer = httpx.request(method, f"{unlimited.url}{path}")
    assert 400 <= answer.status_code < 500


def answer_before_the_end(server: Server, size: int) -> int:
    """What is answered to a body of which so much has come and whose end never does."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE_SECONDS)
    try:
        connection.putrequest("POST", "/webhooks/stripe")
        connection.putheader("transfer-encoding", "chunked")
        connection.endheaders(b"%x\r\n%b\r\n" % (size, b"x" * size))
        return connection.getresponse().status
    finally:
        connection.close()


def test_a_body_without_end_is_not_read(unlimited: Server):
    largest = httpx.post(f"{unlimited.url}/webhooks/stripe", content=b"x" * LARGEST_BODY)
    assert largest.json()["error"]["code"] == "signature_invalid", "so much is read"
    assert answer_before_the_end(unlimited, LARGEST_BODY + 1) == 413
    assert httpx.get(f"{unlimited.url}/health").status_code == 200
    assert "Traceback" not in unlimited.log.read_text()
