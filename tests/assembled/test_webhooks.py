"""Stripe's reports: what is Stripe's is acted upon once, what isn't is refused, and what failed is asked for again."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import SecretStr

from rxapp.api.webhooks import LONGEST_KEPT
from rxapp.settings import settings
from tests.assembled.requests import reported, signed
from tests.faults.local_store import LocalStore
from tests.in_process import Client, refusal

NOT_SIGNED = (400, "signature_invalid")
PATH = "/webhooks/stripe"


async def paid(shop: LocalStore, client: Client) -> dict[str, Any]:
    """A session that is paid, which nobody has reported."""
    opened = await client.opened()
    seen = {"revision": opened["revision"], "amount": opened["amount_total"]}
    await client.done("/api/checkout/place", seen)
    assert await shop.confirm(opened["client_secret"], opened["amount_total"])
    return opened


def completed(session_id: str, **signing: Any) -> dict[str, Any]:
    return reported("checkout.session.completed", {"id": session_id, "object": "checkout.session"}, **signing)


async def orders(shop: LocalStore) -> int:
    return len(await shop.query("SELECT * FROM orders"))


async def test_a_report_is_an_order_and_twice_is_once(shop: LocalStore, client: Client):
    opened = await paid(shop, client)
    event = completed(opened["id"])
    for _ in range(2):
        answer = await client.http.post(PATH, **event)
        assert (answer.status_code, answer.json()) == (200, {"received": True})
        assert await orders(shop) == 1
    assert len(await shop.query("SELECT * FROM webhook_events")) == 1


@pytest.mark.parametrize("type", ["customer.created", "charge.succeeded", "payment_intent.succeeded"])
async def test_what_does_not_concern_us_is_received(shop: LocalStore, client: Client, type: str):
    answer = await client.http.post(PATH, **reported(type, {"id": "cus_1", "object": "customer"}))
    assert (answer.status_code, answer.json()) == (200, {"received": True})
    assert await orders(shop) == 0


async def test_a_report_of_what_is_not_paid_is_no_order(shop: LocalStore, client: Client):
    opened = await client.opened()
    assert (await client.http.post(PATH, **completed(opened["id"]))).status_code == 200
    assert await orders(shop) == 0
    assert (await client.summary())["status"] == "open"


SESSION = {"object": "checkout.session", "id": "cs_test_1"}
EVENT: dict[str, Any] = {"id": "evt_1", "type": "checkout.session.completed", "data": {"object": SESSION}}
ODD: list[Any] = [
    *([], [EVENT], {}, None, 1, "event", True),
    *({**EVENT, "data": data} for data in (None, [], {}, {"object": None}, {"object": []}, {"object": "cs_test_1"})),
    {name: value for name, value in EVENT.items() if name != "data"},
    *({**EVENT, "data": {"object": {**SESSION, "id": id}}} for id in (None, 5, "", [], "x" * 256, "\x00", "cs 1")),
    {**EVENT, "data": {"object": {"object": "payment_intent"}}},
    {**EVENT, "data": {"object": {**SESSION, "object": 5}}},
    *({**EVENT, "id": id} for id in (None, 5, "", {}, "x" * 256)),
    *({**EVENT, "type": type} for type in (None, 5, "", "x" * 101)),
]
BODIES = [*(json.dumps(one).encode() for one in ODD), b"", b"{", b"checkout", b"[" * 5000]


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
async def test_what_is_signed_and_odd_is_refused_and_kept(shop: LocalStore, client: Client, body: bytes):
    for _ in range(2):
        answer = await client.http.post(PATH, **signed(body))
        assert refusal(answer) == (400, "not_understood")
    [kept] = await shop.query("SELECT * FROM webhook_events")
    assert (kept["type"], kept["failure"]) == ("odd", body.decode())
    assert kept["id"].startswith("odd_")
    assert await shop.services.events.unhandled() == []


async def test_of_what_is_odd_and_long_the_beginning_is_kept_without_its_secrets(shop: LocalStore, client: Client):
    secret = "sk_" + "live_" + "a" * 24
    body = json.dumps([secret, "x" * 20_000]).encode()
    assert refusal(await client.http.post(PATH, **signed(body))) == (400, "not_understood")
    [kept] = await shop.query("SELECT failure FROM webhook_events")
    assert len(kept["failure"]) == LONGEST_KEPT and "x" * 1000 in kept["failure"]
    assert secret not in kept["failure"]


async def test_of_what_is_odd_no_secret_is_kept_and_no_more_than_somebody_reads(shop: LocalStore, client: Client):
    secret = "sk_" + "live_" + "a" * 24
    assert refusal(await client.http.post(PATH, **signed(json.dumps([secret, "x" * 50_000]).encode())))[0] == 400
    [kept] = await shop.query("SELECT failure FROM webhook_events")
    assert kept["failure"].startswith('["[hidden]", "xxx') and len(kept["failure"]) == LONGEST_KEPT


async def test_what_is_odd_is_asked_for_again_where_it_could_not_be_kept(shop: LocalStore, client: Client):
    async with shop.database.busy():
        assert refusal(await client.http.post(PATH, **signed(b"[]"))) == (503, "database_busy")
    assert refusal(await client.http.post(PATH, **signed(b"[]"))) == (400, "not_understood")


async def test_what_has_no_id_at_stripe_is_received(shop: LocalStore, client: Client):
    answer = await client.http.post(PATH, **reported("balance.available", {"object": "balance", "available": []}))
    assert answer.status_code == 200


async def test_the_address_may_end_with_a_slash(shop: LocalStore, client: Client):
    opened = await paid(shop, client)
    assert (await client.http.post(f"{PATH}/", **completed(opened["id"]))).status_code == 200
    assert await orders(shop) == 1


Forge = Callable[[str], dict[str, Any]]


def without_signature(session_id: str) -> dict[str, Any]:
    return completed(session_id) | {"headers": {}}


def with_another_body(session_id: str) -> dict[str, Any]:
    return completed("cs_test_another") | {"content": completed(session_id)["content"]}


def changed(session_id: str) -> dict[str, Any]:
    event = completed(session_id)
    return event | {"content": event["content"] + b" "}


def without_version(session_id: str) -> dict[str, Any]:
    event = completed(session_id)
    signature = event["headers"]["stripe-signature"]
    return event | {"headers": {"stripe-signature": signature.replace("v1=", "v0=")}}


FORGED: dict[str, Forge] = {
    "no signature": without_signature,
    "a made-up one": lambda id: completed(id) | {"headers": {"stripe-signature": "t=1,v1=0"}},
    "no time": lambda id: completed(id) | {"headers": {"stripe-signature": "v1=0"}},
    "no sense": lambda id: completed(id) | {"headers": {"stripe-signature": "t=x,v1=,,"}},
    "another secret": lambda id: completed(id, secret="whsec_guessed"),
    "no secret": lambda id: completed(id, secret=" "),
    "of another event": with_another_body,
    "of another version": without_version,
    "one byte more": changed,
    "too old": lambda id: completed(id, at=time.time() - 400),
    "from the future": lambda id: completed(id, at=time.time() + 400),
}


@pytest.mark.parametrize("forged", FORGED)
async def test_what_stripe_did_not_sign_just_now_is_refused(shop: LocalStore, client: Client, forged: str):
    opened = await paid(shop, client)
    answer = await client.http.post(PATH, **FORGED[forged](opened["id"]))
    assert refusal(answer) == NOT_SIGNED
    assert await orders(shop) == 0
    assert await shop.query("SELECT * FROM webhook_events") == []


@pytest.mark.parametrize("seconds", [-290, 290])
async def test_a_clock_that_goes_a_little_wrong_is_forgiven(shop: LocalStore, client: Client, seconds: int):
    opened = await paid(shop, client)
    assert (await client.http.post(PATH, **completed(opened["id"], at=time.time() + seconds))).status_code == 200
    assert await orders(shop) == 1


@pytest.mark.parametrize("mode", ["test"], indirect=True)
async def test_a_store_without_a_secret_takes_no_reports(mode: str, shop: LocalStore, client: Client):
    assert settings.webhook_secret == ""
    opened = await paid(shop, client)
    for secret in (" ", "whsec_guessed"):
        assert refusal(await client.http.post(PATH, **completed(opened["id"], secret=secret))) == NOT_SIGNED
    assert await orders(shop) == 0


@pytest.mark.parametrize("mode", ["test", "live"], indirect=True)
async def test_with_a_secret_it_takes_those_that_it_signs(
    mode: str, shop: LocalStore, client: Client, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(settings.__dict__, "stripe_webhook_secret", SecretStr("whsec_of_this_endpoint"))
    event = reported("customer.created", {"id": "cus_1", "object": "customer"}, secret="whsec_of_this_endpoint")
    assert (await client.http.post(PATH, **event)).status_code == 200


async def test_what_could_not_be_handled_is_asked_for_again_and_then_is(shop: LocalStore, client: Client):
    opened = await paid(shop, client)
    event = completed(opened["id"])
    await shop.fault("server_error", method="GET", times=None, should_retry=False)
    assert refusal(await client.http.post(PATH, **event)) == (503, "stripe_unavailable")
    assert await orders(shop) == 0
    await shop.no_faults()
    assert (await client.http.post(PATH, **event)).status_code == 200
    assert await orders(shop) == 1


async def test_a_busy_database_asks_for_it_again(shop: LocalStore, client: Client, monkeypatch: pytest.MonkeyPatch):
    opened = await paid(shop, client)
    event = completed(opened["id"])
    async with shop.database.busy():
        assert refusal(await client.http.post(PATH, **event)) == (503, "database_busy")
    assert (await client.http.post(PATH, **event)).status_code == 200
    assert await orders(shop) == 1


async def test_a_failure_of_ours_is_500_so_that_stripe_sends_it_again(
    shop: LocalStore, client: Client, monkeypatch: pytest.MonkeyPatch
):
    opened = await paid(shop, client)

    async def fails(*_arguments: object) -> None:
        raise ZeroDivisionError

    event = completed(opened["id"])
    monkeypatch.setattr(client.http._transport, "raise_app_exceptions", False)
    with monkeypatch.context() as patch:
        patch.setattr("rxapp.orders.ledger.Ledger.settle", fails)
        assert refusal(await client.http.post(PATH, **event)) == (500, "internal_error")
    assert (await client.http.post(PATH, **event)).status_code == 200
    assert await orders(shop) == 1


async def test_the_refusals_do_not_repeat_what_was_sent(client: Client):
    answer = await client.http.post(PATH, content=json.dumps({"id": "evt_of_a_stranger"}))
    assert "stranger" not in answer.text
    assert answer.json()["error"]["message"] == "This is not an event that Stripe signed for us."
