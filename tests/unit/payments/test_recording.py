"""What is noted of a call to Stripe while its checkout is watched: what was asked and answered, and no secret."""

import json
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest
import stripe

from rxapp import logs, recording
from rxapp.logs import HIDDEN
from rxapp.payments.recording import Recording, curl
from rxapp.recording import Record

SESSION, SESSIONS = "https://s/v1/checkout/sessions/cs_1", "https://s/v1/checkout/sessions"
PAYMENT_INTENTS = "https://s/v1/payment_intents"
ANSWER: dict[str, Any] = {"id": "cs_1", "object": "checkout.session"}


class Stripe(stripe.HTTPClient):
    """Answers everything alike."""

    def __init__(self, content: bytes, headers: Mapping[str, str]) -> None:
        super().__init__()  # pyright: ignore[reportUnknownMemberType]
        self.answer = content, 200, headers

    async def request_async(self, *_asked: Any, **_named: Any) -> Any:
        return self.answer


class Watched(Recording, Stripe):
    """What the store calls Stripe by."""


def client(answer: object = ANSWER, **headers: str) -> Watched:
    return Watched(json.dumps(answer).encode(), {name.replace("_", "-"): value for name, value in headers.items()})


@pytest.fixture
def record(monkeypatch: pytest.MonkeyPatch) -> Record:
    """Of a checkout that is watched."""
    monkeypatch.setattr(recording, "_records", {})
    checkout: Any = SimpleNamespace(id="co_1", session_id="cs_1", revision=2, synced_revision=1)
    return recording.watch(checkout)


async def noted(record: Record, by: Watched, *asked: Any) -> dict[str, Any]:
    before = len(record.since(0))
    assert await by.request_async(*asked) == by.answer
    [one] = record.since(0)[before:]
    assert (one.kind, one.outcome, one.file) == ("stripe", "200", "rxapp/payments/recording.py")
    return one.about


async def test_a_call_is_noted_with_what_was_asked_and_answered(record: Record):
    stripes = client(Request_Id="req_1", Idempotent_Replayed="true")
    key = {"Idempotency-Key": "co_1:1:2:0", "Stripe-Version": "dahlia"}
    sent = "metadata[revision]=2&discounts=&name=Tea+%26+pot"
    for tries in (1, 2):
        about = await noted(record, stripes, "post", f"{SESSION}?expand[]=line_items", key, sent)
        assert about == {
            "method": "POST",
            "path": "/v1/checkout/sessions/cs_1",
            "sent": [
                *[("expand[]", "line_items"), ("metadata[revision]", "2"), ("discounts", "")],
                ("name", "Tea & pot"),
            ],
            "tries": tries,
            "idempotency_key": "co_1:1:2:0",
            "curl": about["curl"],
            "request": "req_1",
            "replayed": True,
            "answer_shown": ANSWER,
        }
    other = await noted(record, client(request_id="req_2", idempotent_replayed="true"), "get", SESSION, {})
    assert [other[name] for name in ("tries", "idempotency_key", "request", "replayed")] == [1, "", "req_2", True]
    plain = await noted(record, client(), "get", SESSION, {})
    assert (plain["request"], plain["replayed"]) == ("", False)


@pytest.mark.parametrize(
    ("url", "headers", "sent", "found"),
    [
        (SESSION, {}, "", True),
        (SESSIONS, {}, "metadata[checkout]=co_1", True),
        (SESSIONS, {"Idempotency-Key": "co_1:1:1:create"}, "", True),
        (f"{SESSIONS}/cs_2", {}, "metadata[checkout]=co_2", False),
    ],
)
async def test_it_is_known_by_each_of_its_names(
    record: Record, url: str, headers: dict[str, str], sent: str, found: bool
):
    logs.bind(checkout="")
    await client().request_async("post", url, headers, sent)
    assert len(record.since(0)) == found


@pytest.mark.parametrize("url", ["https://s/v1/account", f"{PAYMENT_INTENTS}/pi_of_its_session"])
async def test_a_call_that_is_not_known_is_of_the_one_that_the_task_is_about(record: Record, url: str):
    logs.bind(checkout=record.id)
    await client({}).request_async("get", url, {})
    assert len(record.since(0)) == 1


@pytest.mark.parametrize(
    ("name", "hidden"),
    [
        *(("client_secret", True), ("payment_method[card][number]", True), ("payment_method_data[card]", True)),
        *(("bank[account_number]", True), ("cvc", True), ("amount", False), ("metadata[tea]", False)),
    ],
)
async def test_no_secret_and_no_card_is_noted(record: Record, name: str, hidden: bool):
    about = await noted(record, client(), "post", SESSION, {}, f"{name}=4242")
    assert about["sent"] == [(name, HIDDEN if hidden else "4242")]
    assert ("4242" in about["curl"]) != hidden


async def test_of_an_answer_the_few_things_are_shown_that_say_how_it_stands(record: Record):
    shown = {
        *("id", "object", "status", "payment_status", "amount", "amount_subtotal", "amount_total", "currency"),
        *("metadata", "total_details", "customer", "mode", "has_more", "error"),
    }
    answer = dict.fromkeys((*shown, "client_secret", "line_items"), "x")
    assert set((await noted(record, client(answer), "get", SESSION, {}))["answer_shown"]) == shown
    little = {"id": "cs_1", "amount": 0, "has_more": False, "customer": None, "metadata": {}, "error": []}
    about = await noted(record, client(little), "get", SESSION, {})
    assert about["answer_shown"] == {"id": "cs_1", "amount": 0, "has_more": False}
    about = await noted(record, Watched(b"<html>", {}), "get", SESSION, {})
    assert "answer_shown" not in about


async def test_while_nobody_watches_nothing_is_noted(record: Record):
    recording.look_away("co_1")
    assert (await client().request_async("get", SESSION, {}))[1] == 200
    assert record.since(0) == []


@pytest.mark.parametrize(
    ("method", "headers", "sent", "written"),
    [
        ("get", {}, [], f'curl {SESSION} \\\n  -u "$STRIPE_SECRET_KEY:"'),
        ("post", {}, [], f'curl {SESSION} \\\n  -u "$STRIPE_SECRET_KEY:" \\\n  -X POST'),
        ("delete", {}, [], f'curl -X DELETE {SESSION} \\\n  -u "$STRIPE_SECRET_KEY:"'),
        (
            "post",
            {"Stripe-Version": "dahlia", "Idempotency-Key": "co_1:1", "Authorization": "Bearer sk_test_x"},
            [("name", "Tea's"), ("discounts", "")],
            f"curl {SESSION} \\\n  -u \"$STRIPE_SECRET_KEY:\" \\\n  -H 'Stripe-Version: dahlia' \\\n"
            "  -H 'Idempotency-Key: co_1:1' \\\n  -d 'name=Tea'\"'\"'s' \\\n  -d discounts=",
        ),
    ],
)
def test_the_same_call_from_a_terminal(method: str, headers: dict[str, str], sent: list[tuple[str, str]], written: str):
    assert curl(method, SESSION, headers, sent) == written
