"""Refunds: what is asked of Stripe, and what its answers are to the store."""

from typing import Any

import pytest

from rxapp.payments.client import API_VERSION
from rxapp.payments.refunds import Refunds
from rxapp.payments.values import Refund
from tests.unit.payments.answering import AnsweringStripe

STATUSES = ["pending", "requires_action", "succeeded", "failed", "canceled"]
UNSENT = {"unsent": "true"}
ALL_OF_IT = {"id": "ch_1", "object": "charge", "refunded": True}
A_PART = ALL_OF_IT | {"refunded": False}


def refund(**changed: Any) -> dict[str, Any]:
    """A refund as Stripe sends it: one of the store's own, of a part, which came about."""
    return {
        "id": "re_1",
        "object": "refund",
        "amount": 700,
        "currency": "usd",
        "payment_intent": "pi_1",
        "status": "succeeded",
        "reason": "duplicate",
        "metadata": {"refund": "rf_1"},
        "charge": A_PART,
        **changed,
    }


def page(*refunds: dict[str, Any]) -> dict[str, Any]:
    return {"object": "list", "data": list(refunds), "has_more": False, "url": "/v1/refunds"}


async def read(**changed: Any) -> Refund:
    stripe = AnsweringStripe(refund(**changed))
    answer = await Refunds(stripe.client).retrieve("re_1")
    assert (stripe.paths, stripe.last.params) == (["GET /v1/refunds/re_1"], {"expand[0]": "charge"})
    return answer


def as_it_is(**changed: Any) -> Refund:
    said: dict[str, Any] = {
        "id": "re_1",
        "payment_intent_id": "pi_1",
        "amount": 700,
        "currency": "usd",
        "status": "succeeded",
        "reason": "duplicate",
        "failure": None,
        "reference": "rf_1",
        "unsent": False,
    }
    return Refund(**said | changed)


async def test_everything_that_a_refund_says():
    assert await read() == as_it_is()
    failed = await read(status="failed", failure_reason="declined", reason="fraudulent")
    assert failed == as_it_is(status="failed", failure="declined", reason="fraudulent")


@pytest.mark.parametrize(
    ("said", "changed"),
    [
        ({"status": None}, {"status": "pending"}),
        ({"reason": None}, {"reason": None}),
        ({"payment_intent": None}, {"payment_intent_id": None}),
        ({"metadata": None}, {"reference": None}),
        ({"metadata": {"note": "by hand"}}, {"reference": None}),
        ({"charge": None}, {}),
    ],
)
async def test_what_a_refund_may_leave_empty(said: dict[str, Any], changed: dict[str, Any]):
    assert await read(**said) == as_it_is(**changed)


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("charge", [ALL_OF_IT, A_PART, None], ids=["all", "part", "none"])
@pytest.mark.parametrize("metadata", [UNSENT, UNSENT | {"by": "anna"}, {"unsent": "false"}, {}, None], ids=str)
async def test_only_all_of_what_was_unsent_is_for_the_shelf_and_only_if_it_came_about(
    status: str, charge: dict[str, Any] | None, metadata: dict[str, str] | None
):
    marked = metadata is not None and metadata.get("unsent") == "true"
    came_about = status not in ("failed", "canceled")
    answer = await read(status=status, charge=charge, metadata=metadata)
    assert answer.unsent == (marked and came_about and charge is ALL_OF_IT)


@pytest.mark.parametrize("reason", ["requested_by_customer", None])
async def test_so_much_is_given_back_once_for_a_reference(reason: str | None):
    stripe = AnsweringStripe(refund())
    assert await Refunds(stripe.client).give("pi_1", 700, reason, "rf_1") == as_it_is()
    assert (stripe.paths, stripe.last.key) == (["POST /v1/refunds"], "refund:rf_1")
    why = {"reason": reason} if reason else {}
    assert stripe.last.params == why | {
        "payment_intent": "pi_1",
        "amount": "700",
        "metadata[refund]": "rf_1",
        "expand[0]": "charge",
    }


async def test_what_is_left_is_given_back_as_of_something_unsent():
    stripe = AnsweringStripe(refund(metadata=UNSENT, charge=ALL_OF_IT))
    answer = await Refunds(stripe.client).give_back("pi_1", "order:KK-1:unsent")
    assert answer == as_it_is(reference=None, unsent=True)
    assert (stripe.paths, stripe.last.key) == (["POST /v1/refunds"], "order:KK-1:unsent")
    assert stripe.last.params == {"payment_intent": "pi_1", "metadata[unsent]": "true", "expand[0]": "charge"}


@pytest.mark.parametrize(
    ("list_of", "subject"), [("of_payment", "payment_intent"), ("of_charge", "charge")], ids=["payment", "charge"]
)
async def test_all_refunds_of_something_come_in_one_page(list_of: str, subject: str):
    stripe = AnsweringStripe(page(refund(id="re_2", charge=ALL_OF_IT, metadata=UNSENT), refund()))
    answer = await getattr(Refunds(stripe.client), list_of)("xy_1")
    assert answer == [as_it_is(id="re_2", reference=None, unsent=True), as_it_is()]
    assert (stripe.paths, stripe.last.version) == (["GET /v1/refunds"], API_VERSION)
    assert stripe.last.params == {subject: "xy_1", "limit": "100", "expand[0]": "data.charge"}
