"""Whatever comes over HTTP, through everything that stands in front of the endpoints: never a failure of ours."""

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

from rxapp.api.reading import described
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


def test_a_body_without_end_is_not_read(unlimited: Server):
    def endless() -> Iterator[bytes]:
        for _ in range(4096):
            yield b"x" * 65536

    try:
        status = httpx.post(f"{unlimited.url}/webhooks/stripe", content=endless()).status_code
    except httpx.TransportError:  # the store answered and hung up while we were still sending
        return
    assert status == 413
