"""Whatever is sent, the answer is one that the document names, and never a failure of ours."""

import json
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.generation.case import Case

from rxapp.api.docs.reading import described
from rxapp.api.endpoints.endpoint import Endpoint
from rxapp.api.endpoints.table import ENDPOINTS
from tests.contract.api.conftest import Client
from tests.thoroughness import QUICK

DOCUMENT = described()
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)
EXAMPLES = 5 if QUICK else 20


def cases(endpoint: Endpoint) -> st.SearchStrategy[Case]:
    operation = SCHEMA[endpoint.path][endpoint.method]
    return st.one_of([operation.as_strategy(generation_mode=mode) for mode in GenerationMode])


def sent(body: Any) -> bytes:
    """A body as it goes over the wire; some are no JSON at all."""
    return body if isinstance(body, bytes) else json.dumps(body, default=str).encode()


@pytest.mark.parametrize("endpoint", [one for one in ENDPOINTS if one.method == "POST"], ids=lambda one: one.path)
async def test_every_answer_is_a_documented_one(client: Client, endpoint: Endpoint):
    await client.opened("yame-sencha", "gooseneck-kettle")

    @settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
    @given(case=cases(endpoint))
    def collect(case: Case) -> None:
        bodies.append(sent(case.body))

    bodies: list[bytes] = []
    collect()
    for body in bodies:
        response = await client.http.post(endpoint.path, content=body, headers={"content-type": "application/json"})
        assert response.status_code != 500
        described = DOCUMENT["paths"][endpoint.path]["post"]["responses"][str(response.status_code)]
        schema = described["content"]["application/json"]["schema"] | {"components": DOCUMENT["components"]}
        jsonschema_rs.validate(schema, response.json())
