"""Everything that goes wrong on purpose, as the SDK sees it."""

import time
from collections.abc import Callable
from typing import Any

import pytest
import stripe

from .conftest import WAIT_SECONDS, Account, Receiver, item

PRODUCTS = {"method": "POST", "path": "/v1/products"}


def _names(account: Account) -> list[str]:
    return [product.name for product in account.client().v1.products.list().auto_paging_iter()]


@pytest.mark.parametrize(
    ("kind", "error", "code"),
    [
        ("rate_limit", stripe.RateLimitError, "rate_limit"),
        ("lock_timeout", stripe.RateLimitError, "lock_timeout"),
        ("server_error", stripe.APIError, None),
        ("connection_reset", stripe.APIConnectionError, None),
    ],
)
def test_a_fault_befalls_as_many_calls_as_it_says(
    account: Account, kind: str, error: type[stripe.StripeError], code: str | None
) -> None:
    client = account.client().v1
    client.products.create({"name": "before"})
    account.control("faults", {"kind": kind, "times": 2, "skip": 1, **PRODUCTS})
    client.products.create({"name": "skipped"})
    for _ in range(2):
        with pytest.raises(error) as caught:
            client.products.create({"name": "never"})
        assert getattr(caught.value.error, "code", None) == code
    client.products.create({"name": "after"})
    assert _names(account) == ["after", "skipped", "before"]
    assert account.look("faults") == []


@pytest.mark.parametrize(("should_retry", "retried"), [(None, True), (True, True), (False, False)])
def test_the_sdk_obeys_what_a_server_error_says_of_retries(
    account: Account, should_retry: bool | None, retried: bool
) -> None:
    client = account.client(max_network_retries=1).v1
    client.products.list()
    account.control("faults", {"kind": "server_error", "should_retry": should_retry, **PRODUCTS})
    if retried:
        assert client.products.create({"name": "again"}).name == "again"
    else:
        with pytest.raises(stripe.APIError):
            client.products.create({"name": "once"})


def test_an_answer_lost_after_the_commit_is_given_again(account: Account) -> None:
    client = account.client(max_network_retries=1).v1
    client.products.list()
    account.control("faults", {"kind": "answer_lost", **PRODUCTS})
    made = client.products.create({"name": "kept"})
    assert [product.id for product in client.products.list()] == [made.id]
    first, second = (
        entry for entry in account.look("requests") if entry["path"] == "/v1/products" and entry["method"] == "POST"
    )
    assert (first["replayed"], second["fault"]) == (True, "answer_lost")
    assert first["idempotency_key"] == second["idempotency_key"]


def _endpoint(account: Account, receiver: Receiver) -> str:
    events: Any = ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded"]
    endpoint = account.client().v1.webhook_endpoints.create({"url": receiver.url, "enabled_events": events})
    assert endpoint.secret is not None
    return endpoint.secret


def _pay(account: Account) -> None:
    account.client().v1.payment_intents.create(
        {
            "amount": 1000,
            "currency": "usd",
            "payment_method": "pm_card_visa",
            "confirm": True,
            "return_url": "https://shop.example",
        }
    )


@pytest.mark.parametrize(
    ("fault", "got"),
    [
        (
            {"kind": "duplicate"},
            ["payment_intent.created", "charge.succeeded", "charge.succeeded", "payment_intent.succeeded"],
        ),
        ({"kind": "drop"}, ["payment_intent.created", "payment_intent.succeeded"]),
        (
            {"kind": "reorder", "event": "*", "times": None},
            ["payment_intent.succeeded", "charge.succeeded", "payment_intent.created"],
        ),
    ],
)
def test_webhooks_come_as_the_fault_says(
    account: Account, receiver: Receiver, fault: dict[str, Any], got: list[str]
) -> None:
    secret = _endpoint(account, receiver)
    account.control("faults", {"event": "charge.*", **fault})
    _pay(account)
    assert receiver.types(len(got), secret) == got


def test_a_late_webhook_comes_when_its_time_has_come(account: Account, receiver: Receiver) -> None:
    secret = _endpoint(account, receiver)
    account.control("faults", {"kind": "delay", "event": "charge.*", "seconds": 3000})
    _pay(account)
    assert receiver.types(2, secret) == ["payment_intent.created", "payment_intent.succeeded"]
    account.control("clock", {"seconds": 3001})
    assert receiver.types(3, secret)[-1] == "charge.succeeded"


def test_a_refused_webhook_is_tried_again_later_and_the_same(account: Account, receiver: Receiver) -> None:
    secret = _endpoint(account, receiver)
    receiver.answers = [200, 200, 500, 302, 200]
    _pay(account)
    for tries in (1, 2):
        _until(lambda: _last_delivery(account)["attempts"] == tries)  # noqa: B023
        assert _last_delivery(account)["state"] == "pending"
        account.control("clock", {"seconds": 3600})
    types = receiver.types(5, secret)
    assert types[2:] == ["payment_intent.succeeded"] * 3
    bodies = {body for body, _ in receiver.got[2:]}
    assert len(bodies) == 1


def _last_delivery(account: Account) -> dict[str, Any]:
    return account.look("deliveries")[0]


def _until(holds: Callable[[], bool]) -> None:
    """Asks again and again: what is noted after an answer can be seen only by asking."""
    end = time.monotonic() + WAIT_SECONDS
    while not holds():
        assert time.monotonic() < end


def test_a_delivery_is_shown_and_sent_again_when_asked(account: Account, receiver: Receiver) -> None:
    secret = _endpoint(account, receiver)
    _pay(account)
    receiver.wait(3)
    sequence = next(d["sequence"] for d in account.look("deliveries") if d["type"] == "charge.succeeded")
    account.control(f"resend/{sequence}")
    assert receiver.types(4, secret)[-1] == "charge.succeeded"
    assert "secret" not in account.look("deliveries")[0]


def test_faults_clocks_and_resets_stay_in_their_namespace(account: Account, make_account: Any) -> None:
    other = make_account()
    for each in (account, other):
        each.client().v1.products.create({"name": "mine"})
    account.control("faults", {"kind": "server_error", "times": None})
    account.control("clock", {"seconds": 1000})
    assert _names(other) == ["mine"]
    assert other.look()["advanced_seconds"] == 0
    account.control("reset")
    assert account.look()["objects"] == {}
    assert (account.look()["advanced_seconds"], account.look("faults")) == (0, [])
    assert _names(account) == []
    assert _names(other) == ["mine"]


def test_the_control_api_refuses_what_a_foreign_page_could_send(account: Account) -> None:
    account.client().v1.products.create({"name": "kept"})
    path = f"/_sandbox/api/{account.name}/reset"
    answer = account.raw("POST", path, content="{}", headers={"content-type": "text/plain"})
    assert answer.status_code == 400
    assert "access-control-allow-origin" not in account.raw("OPTIONS", path).headers
    assert _names(account) == ["kept"]


def test_a_session_is_paid_without_a_browser(account: Account) -> None:
    session = account.client().v1.checkout.sessions.create(
        {"mode": "payment", "ui_mode": "elements", "line_items": [item("Tea", 1800)]}
    )
    path = f"/_sandbox/api/{account.name}/pay/{session.id}"
    declined = account.raw("POST", path, json={"email": "a@example.com", "payment_method": "pm_card_chargeDeclined"})
    assert declined.status_code == 402
    assert account.control(f"pay/{session.id}", {"email": "a@example.com"})["status"] == "complete"


def test_an_account_without_the_preview_is_refused_only_what_asks_for_it(account: Account, cart: Any) -> None:
    client = account.client().v1
    session = client.checkout.sessions.create(cart)
    account.control("faults", {"kind": "no_preview", "times": None})
    with pytest.raises(stripe.InvalidRequestError, match="beta header: checkout_server_update_beta") as refused:
        account.client(preview=True).v1.checkout.sessions.retrieve(session.id)
    assert refused.value.code is None
    assert client.checkout.sessions.retrieve(session.id).id == session.id
