"""Which events are believed: signed with our secret, over this very body, at about this time."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
import stripe

from rxapp.payments import webhooks
from rxapp.payments.webhooks import (
    CHARGE_EVENTS,
    INTENT_EVENTS,
    REFUND_EVENTS,
    SESSION_EVENTS,
    SUBSCRIPTION_EVENTS,
    NotUnderstood,
    WebhookRefused,
    verified,
)

SECRET, OTHER = "whsec_ours", "whsec_theirs"
NOW = 1_780_000_000


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: NOW)


def event(**changed: Any) -> str:
    subject = changed.pop("subject", {"id": "cs_1", "object": "checkout.session"})
    plain = {"id": "evt_1", "object": "event", "type": "checkout.session.completed", "data": {"object": subject}}
    return json.dumps(plain | changed)


def signature(body: str, secret: str = SECRET, at: int = NOW) -> str:
    return stripe.WebhookSignature.generate_signature_header(body, secret, at)


def believed(body: str, signed: str, secret: str = SECRET) -> bool:
    try:
        verified(body.encode(), signed, secret)
    except WebhookRefused:
        return False
    return True


AGES = [(0, True), (-299, True), (-300, True), (-301, False), (-86_400, False)]
AGES += [(299, True), (300, True), (301, False), (86_400, False), (10**9, False)]


@pytest.mark.parametrize(("seconds", "is_believed"), AGES)
def test_an_event_is_of_about_now(seconds: int, is_believed: bool):
    assert believed(event(), signature(event(), at=NOW + seconds)) == is_believed


FORGED: dict[str, Callable[[str], str]] = {
    "with another secret": lambda body: signature(body, OTHER),
    "over another body": lambda body: signature(body + " "),
    "at another time": lambda body: signature(body).replace(str(NOW), str(NOW - 1)),
    "without a time": lambda body: signature(body).partition(",")[2],
    "without a signature": lambda body: signature(body).partition(",")[0],
    "with an older kind of signature": lambda body: signature(body).replace("v1=", "v0="),
    "not at all": lambda _body: "",
    "with a time that is none": lambda body: signature(body).replace(str(NOW), "now"),
    "with commas": lambda _body: ",,,",
    "with nonsense": lambda _body: "nonsense",
}


@pytest.mark.parametrize("how", FORGED)
def test_what_is_signed_otherwise_is_not_believed(how: str):
    assert not believed(event(), FORGED[how](event()))


def test_one_good_signature_among_others_is_enough():
    body = event()
    assert believed(body, f"{signature(body, OTHER)},{signature(body).partition(',')[2]}"), "while a secret is rolled"


@pytest.mark.parametrize("signed_with", [SECRET, ""])
def test_without_a_secret_of_ours_nothing_is_believed(signed_with: str):
    with pytest.raises(WebhookRefused, match="no webhook secret"):
        verified(event().encode(), signature(event(), signed_with), "")


@pytest.mark.parametrize("body", ["", "not json", "\N{SNOWMAN}"])
def test_a_signed_body_that_is_no_event_is_refused(body: str):
    try:
        found = verified(body.encode(), signature(body), SECRET)
    except NotUnderstood:
        return
    pytest.fail(f"took {found}")


@pytest.mark.parametrize("kind", ["checkout.session", "payment_intent", "charge", "subscription", "refund"])
def test_an_event_about_something_of_ours_that_does_not_say_which_is_not_understood(kind: str):
    body = event(subject={"object": kind})
    with pytest.raises(NotUnderstood):
        verified(body.encode(), signature(body), SECRET)


def test_a_body_that_is_no_text_is_refused():
    with pytest.raises(WebhookRefused):
        verified(b"\xff\xfe", signature("x"), SECRET)


SUBJECTS = [
    ({"id": "cs_1", "object": "checkout.session"}, "cs_1"),
    ({"id": "pi_1", "object": "payment_intent"}, "pi_1"),
    ({"id": "ch_1", "object": "charge"}, "ch_1"),
    ({"id": "re_1", "object": "refund"}, "re_1"),
    ({"id": "in_1", "object": "invoice"}, None),
    ({"id": "sub_1", "object": "subscription"}, "sub_1"),
    ({"object": "balance"}, None),
    ({"id": "cus_1"}, None),
]


@pytest.mark.parametrize(("subject", "id"), SUBJECTS)
def test_only_what_the_store_asks_for_is_looked_at(subject: dict[str, Any], id: str | None):
    body = event(id="evt_9", type="some.event", subject=subject)
    found = verified(body.encode(), signature(body), SECRET)
    assert (found.id, found.type, found.session_id) == ("evt_9", "some.event", id)


@pytest.mark.parametrize(("part", "longest"), [("event", 255), ("session", 255), ("type", 100)])
@pytest.mark.parametrize("more", [0, 1])
def test_what_stripe_may_call_a_thing_has_room_in_the_books_and_no_more_is_taken(part: str, longest: int, more: int):
    name = "x" * (longest + more)
    subject = {"id": name if part == "session" else "cs_1", "object": "checkout.session"}
    body = event(subject=subject, **{"event": {"id": name}, "type": {"type": name}}.get(part, {}))
    if more:
        with pytest.raises(NotUnderstood):
            verified(body.encode(), signature(body), SECRET)
    else:
        found = verified(body.encode(), signature(body), SECRET)
        assert name in (found.id, found.type, found.session_id)


def test_the_events_that_are_acted_upon():
    """Those that say that a payment is confirmed, certain, refused or over; Stripe's names for them."""
    assert {
        "checkout.session.completed",
        "checkout.session.async_payment_succeeded",
        "checkout.session.async_payment_failed",
        "checkout.session.expired",
    } == SESSION_EVENTS
    ends = {"payment_intent.succeeded", "payment_intent.canceled"}
    assert ends | {"payment_intent.processing", "payment_intent.payment_failed"} == INTENT_EVENTS
    ways_to_stand = {f"customer.subscription.{how}" for how in ("updated", "deleted", "paused", "resumed")}
    assert ways_to_stand == SUBSCRIPTION_EVENTS
    assert {"refund.created", "refund.updated", "refund.failed"} == REFUND_EVENTS
    assert {"charge.refunded"} == CHARGE_EVENTS
    assert webhooks.TOLERANCE_SECONDS == 300
    for type in SESSION_EVENTS | INTENT_EVENTS | SUBSCRIPTION_EVENTS:
        body = event(type=type)
        assert verified(body.encode(), signature(body), SECRET).type == type
