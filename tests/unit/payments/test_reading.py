"""What Stripe's answers are to the store: every status, and every field that may be there or empty."""

from datetime import UTC, datetime
from typing import Any

import pytest

from rxapp.payments.answers import Answer
from rxapp.payments.intents import Intents
from rxapp.payments.sessions import Sessions
from rxapp.payments.values import Item, Payment
from rxapp.shop.pricing import Quote
from tests.unit.payments.answering import NO_PREVIEW, AnsweringStripe, intent, items, line_item, session, subscription
from tests.unit.payments.quotes import NEW_YORK, plan, quote, terms

# status and payment status of a session; what it is to the store, and whether the money is certain
SESSIONS = [
    ("open", "unpaid", "open", False),
    ("open", "paid", "open", False),
    ("open", "no_payment_required", "open", False),
    ("complete", "unpaid", "complete", False),
    ("complete", "paid", "complete", True),
    ("complete", "no_payment_required", "complete", True),
    ("expired", "unpaid", "expired", False),
    ("expired", "paid", "expired", False),
    ("expired", "no_payment_required", "expired", False),
]
# status of an intent; what it is to the store, whether the money is certain, whether a bank is asking
INTENTS = [
    ("requires_payment_method", "open", False, False),
    ("requires_confirmation", "open", False, False),
    ("requires_action", "open", False, True),
    ("processing", "complete", False, False),
    ("requires_capture", "complete", False, False),
    ("succeeded", "complete", True, False),
    ("canceled", "expired", False, False),
]


async def read_session(**changed: Any) -> Payment:
    stripe = AnsweringStripe(session(**changed))
    payment = await Sessions(stripe.client).retrieve("cs_1")
    assert stripe.paths == ["GET /v1/checkout/sessions/cs_1"]
    return payment


async def read_intent(**changed: Any) -> Payment:
    stripe = AnsweringStripe(intent(**changed))
    payment = await Intents(stripe.client).retrieve("pi_1")
    assert stripe.paths == ["GET /v1/payment_intents/pi_1"]
    return payment


@pytest.mark.parametrize(("status", "payment_status", "is_", "paid"), SESSIONS)
async def test_a_session(status: str, payment_status: str, is_: str, paid: bool):
    payment = await read_session(status=status, payment_status=payment_status)
    assert (payment.status, payment.paid, payment.asking) == (is_, paid, False)


@pytest.mark.parametrize(("status", "is_", "paid", "asking"), INTENTS)
async def test_an_intent(status: str, is_: str, paid: bool, asking: bool):
    payment = await read_intent(status=status)
    assert (payment.status, payment.paid, payment.asking) == (is_, paid, asking)


SAID_NO = {"code": "payment_intent_authentication_failure"}


@pytest.mark.parametrize("error", [None, SAID_NO])
@pytest.mark.parametrize("status", [one[0] for one in INTENTS])
async def test_an_attempt_has_failed_where_stripe_waits_for_another(status: str, error: dict[str, str] | None):
    payment = await read_intent(status=status, last_payment_error=error)
    assert payment.failed == (status == "requires_payment_method" and error is not None)


@pytest.mark.parametrize("error", [None, SAID_NO])
@pytest.mark.parametrize("status", ["requires_payment_method", "requires_action"])
@pytest.mark.parametrize("of_session", ["open", "expired"])
async def test_so_has_a_sessions(status: str, error: dict[str, str] | None, of_session: str):
    of_intent = intent(status=status, last_payment_error=error)
    payment = await read_session(status=of_session, payment_intent=of_intent)
    assert payment.failed == ((of_session, status) == ("open", "requires_payment_method") and error is not None)
    assert not (await read_session(status="open", payment_intent="pi_not_expanded")).failed


@pytest.mark.parametrize("status", [one[0] for one in INTENTS])
@pytest.mark.parametrize("payment_status", ["unpaid", "paid"])
async def test_a_complete_session_whose_money_never_came_is_of_the_past(status: str, payment_status: str):
    payment = await read_session(
        status="complete", payment_status=payment_status, payment_intent=intent(status=status, last_payment_error=None)
    )
    never = payment_status == "unpaid" and status in ("requires_payment_method", "canceled")
    assert payment.status == ("expired" if never else "complete")


@pytest.mark.parametrize(("status", "asking"), [(one[0], one[3]) for one in INTENTS])
async def test_a_session_asks_when_its_intent_does(status: str, asking: bool):
    payment = await read_session(payment_intent=intent(id="pi_of_session", status=status))
    assert (payment.asking, payment.payment_intent_id) == (asking, "pi_of_session")


async def test_everything_that_a_new_session_says():
    assert await read_session() == Payment(
        id="cs_1",
        client_secret="cs_1_secret_x",
        status="open",
        paid=False,
        asking=False,
        amount=2300,
        currency="usd",
        checkout_id="co_1",
        revision=7,
        payment_intent_id=None,
        email=None,
        items={"product:yame-sencha": Item("li_1", 1800, 1)},
    )


async def test_everything_that_a_new_intent_says():
    assert await read_intent() == Payment(
        id="pi_1",
        client_secret="pi_1_secret_x",
        status="open",
        paid=False,
        asking=False,
        amount=2300,
        currency="usd",
        checkout_id="co_1",
        revision=7,
        payment_intent_id="pi_1",
        email=None,
        items={},
    )


@pytest.mark.parametrize("asked", [quote(), quote(destination=NEW_YORK), plan()], ids=["goods", "sent", "plan"])
@pytest.mark.parametrize("folds", [False, True])
async def test_a_call_gives_the_session_as_it_is_afterwards(asked: Quote, folds: bool):
    stripe = AnsweringStripe(*[NO_PREVIEW] * (folds and not asked.recurring), session(amount_total=1))
    calls = Sessions(stripe.client)
    after = [await calls.create(terms(asked), "http://x", "key"), await calls.retrieve("cs_1")]
    after.append(await calls.update("cs_1", terms(asked), {}, "another"))
    assert after == [await read_session(amount_total=1)] * 3


async def test_a_call_gives_the_intent_as_it_is_afterwards():
    calls = Intents(AnsweringStripe(intent(amount=1)).client)
    after = [await calls.create(terms(), "http://x", "key"), await calls.update("pi_1", terms(), {}, "another")]
    assert after == [await read_intent(amount=1)] * 2


EMPTY_IN_A_SESSION: list[tuple[dict[str, Any], str, Any]] = [
    ({"client_secret": None}, "client_secret", ""),
    ({"metadata": None}, "checkout_id", ""),
    ({"metadata": {}}, "checkout_id", ""),
    ({"metadata": None}, "revision", 0),
    ({"metadata": {"checkout": "co_2"}}, "revision", 0),
    ({"metadata": {"checkout": "co_2"}}, "checkout_id", "co_2"),
    ({"metadata": None}, "trial_days", 0),
    ({"metadata": {"trial_days": "14"}}, "trial_days", 14),
    ({"customer_details": {"email": None}}, "email", None),
    ({"customer_details": {"email": "anna@example.com"}}, "email", "anna@example.com"),
    ({"customer": "cus_1"}, "customer_id", "cus_1"),
    ({"customer": {"id": "cus_1", "object": "customer"}}, "customer_id", "cus_1"),
    ({"payment_intent": "pi_1"}, "payment_intent_id", "pi_1"),
    ({"payment_intent": "pi_1"}, "asking", False),
    ({"line_items": items()}, "items", {}),
    ({"line_items": items(line_item(1, None))}, "items", {}),
    ({"line_items": items(line_item(1, ""), line_item(2, "donation"))}, "items", {"donation": Item("li_2", 1800, 1)}),
]


@pytest.mark.parametrize(("said", "field", "is_"), EMPTY_IN_A_SESSION)
async def test_what_a_session_may_leave_empty(said: dict[str, Any], field: str, is_: Any):
    assert getattr(await read_session(**said), field) == is_


@pytest.mark.parametrize("said", [{}, *(said for said, _, _ in EMPTY_IN_A_SESSION)])
async def test_the_answer_to_an_update_is_read_as_a_session_is(said: dict[str, Any]):
    stripe = AnsweringStripe(session(**said))
    assert await Sessions(stripe.client).update("cs_1", terms(quote()), {}, "key") == await read_session(**said)
    assert stripe.paths == ["POST /v1/checkout/sessions/cs_1"]


def test_what_an_answer_does_not_have_is_no_attribute_of_it():
    answer = Answer({"id": "cs_1", "lines": [{"id": "li_1"}, "li_2"], "metadata": {"key": "tea"}})
    assert (answer.lines[0].id, answer.lines[1], answer.metadata.to_dict()) == ("li_1", "li_2", {"key": "tea"})
    assert getattr(answer, "nothing", "else") == "else"
    with pytest.raises(AttributeError, match=r"^nothing$"):
        answer.nothing  # noqa: B018


EMPTY_IN_AN_INTENT: list[tuple[dict[str, Any], str, Any]] = [
    ({"client_secret": None}, "client_secret", ""),
    ({"metadata": None}, "checkout_id", ""),
    ({"metadata": {}}, "revision", 0),
    ({"metadata": {"flow": "payment_intent"}}, "checkout_id", ""),
    ({"metadata": {"flow": "payment_intent", "checkout": "co_2"}}, "revision", 0),
    # a Checkout Session's own intent, which says whose it is as well
    ({"metadata": {"checkout": "co_2", "revision": "9"}}, "checkout_id", ""),
    ({"metadata": {"checkout": "co_2", "revision": "9"}}, "revision", 0),
    ({"receipt_email": "anna@example.com"}, "email", "anna@example.com"),
    ({"customer": "cus_1"}, "customer_id", "cus_1"),
    ({"customer": {"id": "cus_1", "object": "customer"}}, "customer_id", "cus_1"),
]


@pytest.mark.parametrize(("said", "field", "is_"), EMPTY_IN_AN_INTENT)
async def test_what_an_intent_may_leave_empty(said: dict[str, Any], field: str, is_: Any):
    assert getattr(await read_intent(**said), field) == is_


DAY = 86_400
STARTS = int(datetime(2026, 5, 1, tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("length", "days"), [(14 * DAY, 14), (14 * DAY - 3600, 14), (14 * DAY + 3600, 14), (730 * DAY, 730), (DAY, 1)]
)
async def test_a_subscription_says_the_trial_that_stripe_gave(length: int, days: int):
    given = subscription(trial_start=STARTS, trial_end=STARTS + length)
    payment = await read_session(subscription=given, metadata={"checkout": "co_1", "revision": "7", "trial_days": "30"})
    assert (payment.subscription_id, payment.trial_days) == ("sub_1", days)
    assert payment.trial_ends == datetime.fromtimestamp(STARTS + length, UTC)


async def test_a_subscription_without_a_trial_has_none_whatever_the_metadata_says():
    given = subscription(trial_start=None, trial_end=None)
    payment = await read_session(subscription=given, metadata={"trial_days": "30"})
    assert (payment.subscription_id, payment.trial_days, payment.trial_ends) == ("sub_1", 0, None)


async def test_a_session_is_read_with_everything_that_is_looked_at():
    stripe = AnsweringStripe(session())
    await Sessions(stripe.client).retrieve("cs_1")
    assert set(stripe.last.params.values()) == {"line_items", "payment_intent", "subscription"}


@pytest.mark.parametrize("lines", [10, 11, 25, 100])
async def test_lines_beyond_the_first_page(lines: int):
    all_lines = [line_item(number, f"product:{number}", 100 + number, 2) for number in range(lines)]
    first = session(line_items=items(*all_lines[:10], has_more=lines > 10))
    stripe = AnsweringStripe(first, items(*all_lines))
    payment = await Sessions(stripe.client).retrieve("cs_1")
    assert payment.items == {f"product:{n}": Item(f"li_{n}", 100 + n, 2) for n in range(lines)}
    assert stripe.paths[1:] == (["GET /v1/checkout/sessions/cs_1/line_items"] if lines > 10 else [])
    if lines > 10:
        assert stripe.last.params == {"limit": "100"}, "the most that a session may have, in one page"
