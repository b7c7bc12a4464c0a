"""What is written of one order: how its refunds stand, what happened to it, what came of what was asked for."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from rxapp.checkout.giving_back import Reason
from rxapp.merchant import order_words, writing
from rxapp.merchant.numbers_writing import day_written
from rxapp.merchant.order_words import REASONS, STAGES, at_stripe, history, outcome, refund
from rxapp.merchant.writing import moment
from rxapp.orders.records import Flow
from rxapp.orders.refund_book import CAME_TO_NOTHING, OrderRefund, Stage
from rxapp.orders.sales import Move, Reported, Revision, Sale, Story, key_of
from rxapp.settings import settings
from rxapp.shop.cart import Cart, CartLine
from rxapp.shop.catalog import CATALOG
from rxapp.shop.pricing import quote
from tests.in_process import MODES
from tests.unit.states.test_presenting import cart, order

BEGAN = datetime(2026, 5, 1, 12, 30, tzinfo=UTC)


def made(status: Stage = Stage.SUCCEEDED, minutes: int = 0, **more: Any) -> OrderRefund:
    known = {"id": "rf_1", "number": "KK-1", "amount": 500, "currency": "usd", "reason": Reason.DUPLICATE.value}
    known |= {"status": status, "stripe_id": "re_1", "failure": None, "asked_at": BEGAN + timedelta(minutes=minutes)}
    return OrderRefund(**known | more)


@pytest.mark.parametrize("stage", Stage)
def test_a_refund_says_how_much_how_it_stands_why_and_when(stage: Stage):
    shown = refund(made(stage))
    assert (shown.amount, shown.standing, shown.reason) == ("−$5.00", STAGES[stage], REASONS[Reason.DUPLICATE])
    assert shown.when == moment(BEGAN)
    failed = stage in CAME_TO_NOTHING
    assert shown.tone == ("failed" if failed else "refunded" if stage == Stage.SUCCEEDED else "on_its_way")
    assert bool(shown.said) == (stage in CAME_TO_NOTHING)


@pytest.mark.parametrize("reason", [None, "expired_uncaptured_charge"])
def test_a_reason_that_nobody_gave_here_is_left_out(reason: str | None):
    assert refund(made(reason=reason)).reason == ""


SAID = {
    Stage.ASKED: "Stripe gave no answer. The refund of $5.00 is written down, and goes on by itself.",
    Stage.PENDING: "$5.00 is on its way back.",
    Stage.REQUIRES_ACTION: "$5.00 is on its way back.",
    Stage.SUCCEEDED: "$5.00 is given back.",
}


@pytest.mark.parametrize("stage", Stage)
def test_what_came_of_it_is_never_said_to_be_more_than_it_is(stage: Stage):
    said = outcome(made(stage))
    if stage in CAME_TO_NOTHING:
        assert said == f"{order_words.WHY_NOT_ELSE} Nothing was given back."
    else:
        assert said == SAID[stage]


def story(**parts: Any) -> Story:
    nothing: dict[str, Any] = {"revisions": [], "moves": [], "reports": [], "refunds": []}
    order: Any = None  # a history doesn't look at it
    return Story(order=order, flow=Flow.CHECKOUT_SESSION, **nothing | parts)


def test_all_that_happened_stands_in_one_list_the_latest_first_each_with_its_detail():
    tea = quote(Cart(lines=(CartLine(slug="yame-sencha", quantity=1),)), CATALOG)
    found = history(
        story(
            revisions=[Revision(1, tea, BEGAN)],
            moves=[Move("on_its_way", "the shopper has confirmed", BEGAN + timedelta(minutes=1))],
            reports=[Reported("evt_1", "refund.created", BEGAN + timedelta(minutes=3), handled=True, failed=False)],
            refunds=[made(minutes=2)],
        )
    )
    assert [(one.what, one.detail, one.total) for one in found] == [
        ("refund.created", "Webhook, handled", ""),
        ("Refund", f"Refunded, {REASONS[Reason.DUPLICATE]}", "−$5.00"),
        ("On its way", "the shopper has confirmed", ""),
        ("Revision 1", f"Yame Sencha, {tea.shipping.name}", "$23.00"),
    ]
    assert [one.when for one in found] == [moment(BEGAN + timedelta(minutes=minutes)) for minutes in (3, 2, 1, 0)]
    assert len({one.key for one in found}) == len(found)


@pytest.mark.parametrize(
    ("handled", "failed", "said"),
    [
        (True, False, "handled"),
        (True, True, "handled"),
        (False, True, "failed"),
        (False, False, "not handled yet"),
    ],
)
def test_a_report_says_what_became_of_it(handled: bool, failed: bool, said: str):
    [step] = history(story(reports=[Reported("evt_1", "refund.created", BEGAN, handled, failed)]))
    assert step.detail == f"Webhook, {said}"


def test_a_row_says_how_many_of_a_thing_where_it_is_not_one():
    one = order(cart("yame-sencha", "kyoto-hojicha"), paid=5000, created_at=BEGAN)
    assert writing.sale(Sale(key_of(one), order=one)).what == "Yame Sencha, 2 × Kyoto Hojicha"


@pytest.mark.parametrize("mode", ["test", "live"], indirect=True)
def test_what_joined_a_plan_for_nothing_is_a_subscription_at_stripe(mode: str):
    joined: Any = type("Joined", (), {"payment_intent_id": None, "session_id": "cs_1", "subscription_id": "sub_1"})()
    part = {"test": "test/", "live": ""}[mode]
    assert set(MODES) == {"local", "test", "live"}
    assert at_stripe(joined, settings) == f"https://dashboard.stripe.com/{part}subscriptions/sub_1"


def test_dates_are_in_the_language_of_these_pages_whatever_the_shops_is(monkeypatch: pytest.MonkeyPatch):
    for module in ("writing", "numbers_writing"):
        monkeypatch.setattr(f"rxapp.merchant.{module}.LOCALE", "ja_JP", raising=False)
    assert moment(datetime(2026, 11, 6, 9, 5, tzinfo=UTC)) == "6 Nov 2026, 09:05"
    assert moment(datetime(2026, 11, 6, 21, 5, tzinfo=UTC)) == "6 Nov 2026, 21:05"
    assert day_written(date(2026, 11, 6)) == "6 Nov"
