"""The OpenAPI document, made from the route table and the models: there is nothing to keep in step by hand."""

from collections.abc import Iterable, Sequence
from inspect import cleandoc
from typing import Any

from pydantic.json_schema import JsonSchemaMode, models_json_schema

from rxapp.api.endpoints.bodies import WhichCheckout
from rxapp.api.endpoints.endpoint import Endpoint
from rxapp.api.errors import STATUSES, ErrorAnswer
from rxapp.visitor.cookie import COOKIE

VERSION = "1.0.0"
COMPONENTS = "#/components/schemas/{model}"
JSON = "application/json"
DESCRIPTION = (
    "Amounts are integers in minor units. A checkout is yours by the cart cookie, or by its session's client secret: "
    "in the Authorization header or, in a POST, in the field client_secret."
)

READING = (400, 404, 429, 503)
CHANGING = (400, 403, 404, 409, 413, 415, 422, 429, 503)


def document(endpoints: Sequence[Endpoint], title: str, address: str) -> dict[str, Any]:
    """The whole document, OpenAPI 3.1.

    Args:
        address: Where the endpoints are, without a slash at the end.
    """
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": VERSION, "description": DESCRIPTION},
        "servers": [{"url": address}],
        "paths": {one.path: {one.method.lower(): _operation(one)} for one in endpoints},
        "components": {
            "schemas": _schemas(endpoints),
            "securitySchemes": {
                "cart": {"type": "apiKey", "in": "cookie", "name": COOKIE},
                "clientSecret": {"type": "http", "scheme": "bearer"},
            },
        },
    }


def _schemas(endpoints: Iterable[Endpoint]) -> dict[str, Any]:
    taken: set[tuple[type, JsonSchemaMode]] = {(one.takes, "validation") for one in endpoints}
    given: set[tuple[type, JsonSchemaMode]] = {(one.gives, "serialization") for one in endpoints}
    models = sorted(taken | given | {(ErrorAnswer, "serialization")}, key=lambda model: model[0].__name__)
    _, schemas = models_json_schema(models, ref_template=COMPONENTS)  # pyright: ignore[reportArgumentType]
    return schemas["$defs"]


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    summary, _, details = cleandoc(endpoint.about).partition("\n\n")
    return {
        "operationId": endpoint.name,
        "summary": summary.replace("\n", " "),
        "description": details.replace("\n", " "),
        "security": [{"cart": []}, {"clientSecret": []}] if issubclass(endpoint.takes, WhichCheckout) else [],
        **_input(endpoint),
        "responses": _responses(endpoint),
    }


def _input(endpoint: Endpoint) -> dict[str, Any]:
    if endpoint.method == "GET":
        return {"parameters": _parameters(endpoint)}
    return {"requestBody": {"required": True, "content": _content(endpoint.takes)}}


def _parameters(endpoint: Endpoint) -> list[dict[str, Any]]:
    schema = endpoint.takes.model_json_schema()
    return [
        {
            "name": name,
            "in": "query",
            "required": name in schema.get("required", ()),
            "description": field.pop("description", ""),
            "schema": field,
        }
        for name, field in schema.get("properties", {}).items()
    ]


def _responses(endpoint: Endpoint) -> dict[str, Any]:
    statuses = READING if endpoint.method == "GET" else CHANGING
    refusals = {str(status): {"description": STATUSES[status], "content": _content(ErrorAnswer)} for status in statuses}
    return {"200": {"description": "Done.", "content": _content(endpoint.gives)}} | refusals


def _content(model: type) -> dict[str, Any]:
    return {JSON: {"schema": {"$ref": COMPONENTS.format(model=model.__name__)}}}
