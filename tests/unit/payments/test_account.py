"""Whose account it is, and where its webhooks go: what is asked of Stripe, and what its answers are to the doctor."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import stripe

from rxapp.payments.account import WANTED_EVENTS, Account, Accounts, Endpoint
from tests.unit.payments.answering import AnsweringStripe

OURS: dict[str, Any] = {
    "id": "acct_1",
    "object": "account",
    "email": "anna@example.com",
    "business_profile": {"name": "Kettle & Kiln"},
    "charges_enabled": True,
    "payouts_enabled": False,
}


async def current(**changed: Any) -> Account:
    answering = AnsweringStripe(OURS | changed)
    account = await Accounts(answering.client).current()
    assert answering.paths == ["GET /v1/account"]
    return account


async def test_everything_that_an_account_says():
    assert await current() == Account("acct_1", "Kettle & Kiln", takes_payments=True, asked_at=None)
    assert not (await current(charges_enabled=False, payouts_enabled=True)).takes_payments


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ({"email": None}, "Kettle & Kiln"),
        ({"business_profile": {"name": None}}, "anna@example.com"),
        ({"business_profile": {"name": ""}}, "anna@example.com"),
        ({"business_profile": None}, "anna@example.com"),
        ({"business_profile": None, "email": None}, "acct_1"),
        ({"business_profile": {"name": None}, "email": ""}, "acct_1"),
    ],
)
async def test_its_name_is_its_shops_or_else_its_owners_address_or_else_its_id(said: dict[str, Any], name: str):
    assert (await current(**said)).name == name


class Dated(stripe.HTTPClient):
    """Answers with headers as they are written: a client on aiohttp keeps their case, one on httpx doesn't."""

    name = "dated"

    def __init__(self, **headers: str) -> None:
        super().__init__()  # pyright: ignore[reportUnknownMemberType]
        self._headers = headers

    async def request_async(self, *_asked: Any, **_named: Any) -> Any:
        return json.dumps(OURS).encode(), 200, self._headers


@pytest.mark.parametrize("header", ["Date", "date"])
async def test_what_time_it_is_at_stripe(header: str):
    http = Dated(**{"Request-Id": "req_1", header: "Thu, 26 Nov 2026 20:25:00 GMT"})
    account = await Accounts(stripe.StripeClient("sk_test_x", http_client=http)).current()
    assert account.asked_at == datetime(2026, 11, 26, 20, 25, tzinfo=UTC)


def endpoint(url: str, *events: str, status: str = "enabled") -> dict[str, Any]:
    return {"id": "we_1", "object": "webhook_endpoint", "url": url, "status": status, "enabled_events": list(events)}


async def test_where_webhooks_go_and_which_are_missing_there():
    paid, ended, *others = sorted(WANTED_EVENTS)
    page = [
        endpoint("https://a.example", "*"),
        endpoint("https://b.example", *WANTED_EVENTS, "charge.captured"),
        endpoint("https://c.example", *others, status="disabled"),
        endpoint("https://d.example", "charge.captured"),
    ]
    answering = AnsweringStripe({"object": "list", "data": page, "has_more": False, "url": "/v1/webhook_endpoints"})
    assert await Accounts(answering.client).endpoints() == [
        Endpoint("https://a.example", enabled=True, missing=frozenset()),
        Endpoint("https://b.example", enabled=True, missing=frozenset()),
        Endpoint("https://c.example", enabled=False, missing=frozenset({paid, ended})),
        Endpoint("https://d.example", enabled=True, missing=WANTED_EVENTS),
    ]
    assert (answering.paths, answering.last.params) == (["GET /v1/webhook_endpoints"], {"limit": "100"})
