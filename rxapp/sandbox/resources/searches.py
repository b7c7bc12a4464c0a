"""Searches, in Stripe's own language. What was just written is found at once, which Stripe doesn't promise."""

from __future__ import annotations

from typing import Any, NotRequired

from typing_extensions import TypedDict

from ..rules import search_queries
from ..rules.errors import invalid, missing_parameter
from ..rules.parameters import Parameters
from ..rules.shapes import Resource
from . import pagination
from .call import Call, Route

# What each can be searched by, docs.stripe.com/search#supported-query-fields-for-each-resource.
_FIELDS = {
    "charges": "amount billing_details.address.postal_code created currency customer disputed metadata "
    "payment_method_details.card.brand payment_method_details.card.exp_month payment_method_details.card.exp_year "
    "payment_method_details.card.fingerprint payment_method_details.card.last4 refunded status",
    "customers": "created email metadata name phone",
    "payment_intents": "amount created currency customer metadata status",
    "prices": "active currency lookup_key metadata product type",
    "products": "active created description metadata name shippable url",
    "subscriptions": "canceled_at created metadata status",
}


class _Search(TypedDict):
    query: NotRequired[str]
    limit: NotRequired[int]
    page: NotRequired[str]
    expand: NotRequired[list[str]]


def _searching(resource: str) -> Route:
    kind, url = resource.removesuffix("s"), f"/v1/{resource}/search"
    fields = frozenset(_FIELDS[resource].split())

    def answer(call: Call, params: Any) -> Resource:
        if "query" not in params:
            raise missing_parameter("query")
        query = search_queries.parse(params["query"], fields, resource)
        records = call.objects.select(kind, [], [], limit=-1)
        found = [record.object for record in records if query.finds(record.object)]
        start, limit = _start(params.get("page")), pagination.size(params)
        end = start + limit
        return {
            "object": "search_result",
            "data": found[start:end],
            "has_more": len(found) > end,
            "next_page": str(end) if len(found) > end else None,
            "url": url,
        }

    return Route("GET", url, answer, Parameters(_Search))


def _start(page: str | None) -> int:
    if page is None:
        return 0
    if not page.isdecimal():
        raise invalid(f"`{page}` is not the `next_page` of a search.", param="page")
    return int(page)


ROUTES = [_searching(resource) for resource in _FIELDS]
