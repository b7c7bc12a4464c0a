"""A Stripe that answers what a test says, and keeps what it was asked: the official client up to the wire."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import httpx
import stripe

from rxapp.payments.client import API_VERSION

Answer = dict[str, Any] | httpx.Response


@dataclass(frozen=True)
class Asked:
    """A call as it came over the wire; `params` by their names there, such as `line_items[0][quantity]`."""

    method: str
    path: str
    params: dict[str, str]
    key: str
    version: str


class AnsweringStripe:
    """Gives its answers in their order, the last one again and again."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.asked: list[Asked] = []
        http = stripe.HTTPXClient()
        http._client_async = httpx.AsyncClient(transport=httpx.MockTransport(self._answer))
        self.client = stripe.StripeClient(
            "sk_test_x", stripe_version=API_VERSION, max_network_retries=0, http_client=http
        )

    @property
    def last(self) -> Asked:
        return self.asked[-1]

    @property
    def paths(self) -> list[str]:
        """What was asked, such as `POST /v1/checkout/sessions`."""
        return [f"{asked.method} {asked.path}" for asked in self.asked]

    def _answer(self, request: httpx.Request) -> httpx.Response:
        sent = request.content.decode() or request.url.query.decode()
        self.asked.append(
            Asked(
                request.method,
                request.url.path,
                dict(parse_qsl(sent, keep_blank_values=True)),
                request.headers.get("idempotency-key", ""),
                request.headers["stripe-version"],
            )
        )
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, httpx.Response):
            return answer
        return httpx.Response(200, content=json.dumps(answer), headers={"request-id": "req_1"})


def refusal(
    status: int = 400, message: str = "No.", type: str = "invalid_request_error", **more: str
) -> httpx.Response:
    """An error as Stripe writes it; `more` is its `code`, its `param`."""
    body = {"error": {"type": type, "message": message, **more}}
    return httpx.Response(status, json=body, headers={"request-id": "req_2"})


PREVIEW = f"{API_VERSION}; checkout_server_update_beta=v1;"
NO_PREVIEW = refusal(message="You do not have permission to pass this beta header: checkout_server_update_beta.")


def line_item(
    number: int, key: str | None, unit_amount: int = 1800, quantity: int = 1, recurring: dict[str, Any] | None = None
) -> dict[str, Any]:
    """A line item as Stripe sends it; without a `key` it isn't one of ours."""
    price = {"id": f"price_{number}", "object": "price", "unit_amount": unit_amount, "recurring": recurring}
    return {
        "id": f"li_{number}",
        "object": "item",
        "quantity": quantity,
        "price": price,
        "metadata": None if key is None else {"key": key},
    }


def items(*lines: dict[str, Any], has_more: bool = False) -> dict[str, Any]:
    """A page of line items."""
    return {"object": "list", "data": list(lines), "has_more": has_more, "url": "/v1/checkout/sessions/cs_1/line_items"}


def session(**changed: Any) -> dict[str, Any]:
    """A Checkout Session as Stripe sends it: an open one of ours, of a guest who has typed nothing yet."""
    return {
        "id": "cs_1",
        "object": "checkout.session",
        "client_secret": "cs_1_secret_x",
        "status": "open",
        "payment_status": "unpaid",
        "amount_total": 2300,
        "currency": "usd",
        "metadata": {"checkout": "co_1", "revision": "7"},
        "customer": None,
        "customer_details": None,
        "payment_intent": None,
        "subscription": None,
        "line_items": items(line_item(1, "product:yame-sencha")),
        **changed,
    }


def intent(**changed: Any) -> dict[str, Any]:
    """A Payment Intent as Stripe sends it: one of ours that waits for a card."""
    return {
        "id": "pi_1",
        "object": "payment_intent",
        "client_secret": "pi_1_secret_x",
        "status": "requires_payment_method",
        "amount": 2300,
        "currency": "usd",
        "metadata": {"flow": "payment_intent", "checkout": "co_1", "revision": "7"},
        "receipt_email": None,
        "customer": None,
        "last_payment_error": None,
        **changed,
    }


def subscription(**changed: Any) -> dict[str, Any]:
    """A subscription as Stripe sends it: to a plan at 24.00 a month, without a trial."""
    recurring = {"interval": "month", "interval_count": 1}
    price = {"id": "price_1", "object": "price", "currency": "usd", "unit_amount": 2400, "recurring": recurring}
    item = {"id": "si_1", "object": "subscription_item", "current_period_end": 1_780_000_000, "price": price}
    return {
        "id": "sub_1",
        "object": "subscription",
        "status": "active",
        "cancel_at": None,
        "cancel_at_period_end": False,
        "ended_at": None,
        "trial_start": None,
        "trial_end": None,
        "items": {"object": "list", "data": [item | {"quantity": 1}], "has_more": False, "url": "/v1/x"},
        **changed,
    }
