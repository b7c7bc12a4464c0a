"""Each no of Stripe to a session or an intent, and what the store makes of it."""

from typing import Any

import httpx
import pytest

from rxapp.payments.failures import (
    CustomerFixed,
    NewOneNeeded,
    SessionClosed,
    StripeRefused,
    StripeUnavailable,
    TrialFixed,
)
from rxapp.payments.intents import Intents
from rxapp.payments.sessions import Sessions
from tests.unit.payments.answering import NO_PREVIEW, PREVIEW, AnsweringStripe, intent, refusal, session
from tests.unit.payments.quotes import LIST_OF_RATES, NEW_YORK, SALES_TAX, plan, quote, terms

UPDATE, READ = "POST /v1/checkout/sessions/cs_1", "GET /v1/checkout/sessions/cs_1"
UPDATE_INTENT, READ_INTENT = "POST /v1/payment_intents/pi_1", "GET /v1/payment_intents/pi_1"
PLANS = pytest.mark.parametrize("asked", [quote(), plan()], ids=["goods", "plan"])


@PLANS
@pytest.mark.parametrize(
    ("status", "payment_status", "confirmed"),
    [("complete", "paid", True), ("complete", "unpaid", True), ("expired", "unpaid", False)],
)
async def test_a_session_that_has_ended(asked: Any, status: str, payment_status: str, confirmed: bool):
    stripe = AnsweringStripe(refusal(message="Only open."), session(status=status, payment_status=payment_status))
    with pytest.raises(SessionClosed, match="confirmed" if confirmed else "expired") as closed:
        await Sessions(stripe.client).update("cs_1", terms(asked), {}, "key")
    assert closed.value.confirmed == confirmed
    assert stripe.paths == [UPDATE, READ]


@PLANS
async def test_a_no_to_an_open_session_stays_a_no(asked: Any):
    stripe = AnsweringStripe(refusal(message="No.", code="amount_too_small"), session())
    with pytest.raises(StripeRefused, match=r"^No\.$") as refused:
        await Sessions(stripe.client).update("cs_1", terms(asked), {}, "key")
    assert (type(refused.value), refused.value.code) == (StripeRefused, "amount_too_small")
    assert stripe.paths == [UPDATE, READ]


@PLANS
async def test_a_no_that_names_a_parameter_needs_no_look_at_the_session(asked: Any):
    stripe = AnsweringStripe(refusal(param="line_items[0][quantity]"))
    with pytest.raises(StripeRefused) as refused:
        await Sessions(stripe.client).update("cs_1", terms(asked), {}, "key")
    assert type(refused.value) is StripeRefused
    assert stripe.paths == [UPDATE]


@PLANS
async def test_a_customer_that_cannot_be_given_takes_a_new_session(asked: Any):
    stripe = AnsweringStripe(refusal(param="customer", code="parameter_unknown"))
    with pytest.raises(CustomerFixed) as refused:
        await Sessions(stripe.client).update("cs_1", terms(asked, "cus_1"), {}, "key")
    assert isinstance(refused.value, NewOneNeeded)
    assert not refused.value.of_content
    assert stripe.paths == [UPDATE]


async def test_a_session_that_cannot_be_read_after_the_no():
    stripe = AnsweringStripe(refusal(), refusal(500, type="api_error"))
    with pytest.raises(StripeUnavailable):
        await Sessions(stripe.client).update("cs_1", terms(), {}, "key")


@pytest.mark.parametrize("status", ["open", "expired", "complete"])
async def test_an_address_that_is_refused_at_the_opening_is_a_no_unless_the_session_has_ended(status: str):
    """As the one whose creation was answered too late to be heard."""
    stripe = AnsweringStripe(session(), refusal(message="No."), session(status=status))
    opening = Sessions(stripe.client).create(terms(quote(destination=NEW_YORK)), "http://x", "key")
    if status == "open":
        with pytest.raises(StripeRefused, match=r"^No\.$"):
            await opening
    else:
        assert (await opening).status == status
    assert stripe.paths == ["POST /v1/checkout/sessions", UPDATE, READ]


LACKS = [
    NO_PREVIEW,
    refusal(code="parameter_unknown", param="discounts"),
    refusal(code="parameter_unknown", param="discounts[0][coupon_data]"),
    refusal(code="parameter_unknown", param="permissions"),
    refusal(code="parameter_unknown", param="permissions[update_discounts]"),
]
HAS = [
    refusal(code="parameter_unknown", param="line_items[0][discounts]"),
    refusal(code="parameter_unknown", param="line_items"),
    refusal(code="parameter_invalid_empty", param="discounts"),
    refusal(code="amount_too_small", param="discounts"),
    refusal(message="You may not.", param="permissions"),
]


@pytest.mark.parametrize("call", ["create", "update"])
@pytest.mark.parametrize("no", LACKS, ids=lambda no: no.json()["error"].get("param", "beta"))
async def test_an_account_without_the_preview_is_remembered(
    no: httpx.Response, call: str, caplog: pytest.LogCaptureFixture
):
    stripe = AnsweringStripe(no, session())
    sessions = Sessions(stripe.client)
    assert sessions.previews == {"discounts": True, "trials": True}
    for _ in range(2):
        if call == "create":
            await sessions.create(terms(), "http://x", "key")
        else:
            await sessions.update("cs_1", terms(), {}, "key")
    assert sessions.previews == {"discounts": False, "trials": True}
    assert [asked.key for asked in stripe.asked] == ["key", "key:folded", "key:folded"]
    said = [record for record in caplog.records if record.name == "rxapp.payments.previews"]
    assert [record.getMessage() for record in said] == [
        "this account may not update discounts: they are folded into the prices from now on"
    ]


@pytest.mark.parametrize("call", ["create", "update"])
@pytest.mark.parametrize("no", HAS, ids=lambda no: no.json()["error"].get("param", ""))
async def test_another_no_folds_nothing(no: httpx.Response, call: str):
    stripe = AnsweringStripe(no, session())
    sessions = Sessions(stripe.client)
    with pytest.raises(StripeRefused):
        if call == "create":
            await sessions.create(terms(), "http://x", "key")
        else:
            await sessions.update("cs_1", terms(), {}, "key")
    await sessions.update("cs_1", terms(), {}, "another")
    assert (stripe.last.key, stripe.last.version) == ("another", PREVIEW)


@pytest.mark.parametrize("folds", [False, True])
async def test_a_no_to_what_is_folded_is_a_no(folds: bool):
    answers = [NO_PREVIEW] if folds else []
    stripe = AnsweringStripe(*answers, refusal(param="line_items", code="amount_too_large"))
    with pytest.raises(StripeRefused) as refused:
        await Sessions(stripe.client).create(terms(), "http://x", "key")
    assert refused.value.code == "amount_too_large"


@pytest.mark.parametrize(
    ("param", "forgotten"), [("line_items[0][tax_rates][0]", True), ("tax_rates", True), ("line_items[0]", False)]
)
async def test_a_tax_rate_that_is_gone_is_asked_anew(param: str, forgotten: bool):
    taxed = terms(quote(taxes=(SALES_TAX,)))
    stripe = AnsweringStripe(LIST_OF_RATES, refusal(param=param, code="resource_missing"))
    sessions = Sessions(stripe.client)
    with pytest.raises(StripeRefused):
        await sessions.update("cs_1", taxed, {}, "key")
    stripe.answers[:] = [LIST_OF_RATES, session()] if forgotten else [session()]
    await sessions.update("cs_1", taxed, {}, "key")
    assert stripe.paths.count("GET /v1/tax_rates") == (2 if forgotten else 1)


def held(trial_days: int, **changed: Any) -> dict[str, Any]:
    return session(metadata={"checkout": "co_1", "revision": "6", "trial_days": str(trial_days)}, **changed)


FIXED = [NO_PREVIEW, refusal(code="parameter_unknown", param="subscription_data")]
FIXED += [refusal(code="parameter_unknown", param="subscription_data[trial_period_days]")]


@pytest.mark.parametrize("no", FIXED, ids=lambda no: no.json()["error"].get("param", "beta"))
async def test_another_trial_takes_a_new_session_where_trials_are_fixed(
    no: httpx.Response, caplog: pytest.LogCaptureFixture
):
    stripe = AnsweringStripe(no, held(7))
    sessions = Sessions(stripe.client)
    for _ in range(2):
        with pytest.raises(TrialFixed):
            await sessions.update("cs_1", terms(plan(14)), {}, "key")
    assert sessions.previews == {"discounts": True, "trials": False}
    assert stripe.paths == [UPDATE, READ, READ], "what the account may not do is asked once"
    said = [record.getMessage() for record in caplog.records if record.name == "rxapp.payments.previews"]
    assert said == ["this account may not update trials: another one begins a new session from now on"]


async def test_where_trials_are_fixed_the_same_one_keeps_the_session():
    stripe = AnsweringStripe(NO_PREVIEW, held(14), held(14))
    sessions = Sessions(stripe.client)
    await sessions.update("cs_1", terms(plan(14)), {}, "key")
    await sessions.update("cs_1", terms(plan(14)), {}, "another")
    assert stripe.paths == [UPDATE, READ, UPDATE, READ, UPDATE]
    assert stripe.last.key == "another:same_trial"


@pytest.mark.parametrize(("status", "confirmed"), [("complete", True), ("expired", False)])
async def test_where_trials_are_fixed_an_ended_session_is_seen(status: str, confirmed: bool):
    stripe = AnsweringStripe(NO_PREVIEW, held(7, status=status))
    with pytest.raises(SessionClosed) as closed:
        await Sessions(stripe.client).update("cs_1", terms(plan(14)), {}, "key")
    assert closed.value.confirmed == confirmed


@pytest.mark.parametrize("code", ["parameter_unknown", ""])
async def test_another_no_fixes_no_trial(code: str):
    stripe = AnsweringStripe(refusal(code=code, param="line_items"), session())
    sessions = Sessions(stripe.client)
    with pytest.raises(StripeRefused):
        await sessions.update("cs_1", terms(plan()), {}, "key")
    await sessions.update("cs_1", terms(plan()), {}, "another")
    assert stripe.last.key == "another"
    assert "subscription_data[trial_period_days]" in stripe.last.params


@pytest.mark.parametrize(
    ("status", "confirmed"),
    [("processing", True), ("requires_capture", True), ("succeeded", True), ("canceled", False)],
)
async def test_an_intent_that_has_ended(status: str, confirmed: bool):
    stripe = AnsweringStripe(refusal(code="payment_intent_unexpected_state"), intent(status=status))
    with pytest.raises(SessionClosed) as closed:
        await Intents(stripe.client).update("pi_1", terms(), {}, "key")
    assert closed.value.confirmed == confirmed
    assert stripe.paths == [UPDATE_INTENT, READ_INTENT]


@pytest.mark.parametrize("status", ["requires_payment_method", "requires_confirmation", "requires_action"])
async def test_a_no_to_an_open_intent_stays_a_no(status: str):
    stripe = AnsweringStripe(refusal(code="payment_intent_unexpected_state"), intent(status=status))
    with pytest.raises(StripeRefused) as refused:
        await Intents(stripe.client).update("pi_1", terms(), {}, "key")
    assert refused.value.code == "payment_intent_unexpected_state"


async def test_another_no_to_an_intent_needs_no_look_at_it():
    stripe = AnsweringStripe(refusal(code="amount_too_small", param="amount"))
    with pytest.raises(StripeRefused) as refused:
        await Intents(stripe.client).update("pi_1", terms(), {}, "key")
    assert (refused.value.code, refused.value.of_content) == ("amount_too_small", True)
    assert stripe.paths == [UPDATE_INTENT]


async def test_an_intent_over_nothing_is_refused_without_asking():
    free = quote(lines=(), shipping_options=())
    stripe = AnsweringStripe()
    for call in (
        Intents(stripe.client).create(terms(free), "http://x", "key"),
        Intents(stripe.client).update("pi_1", terms(free), {}, "key"),
    ):
        with pytest.raises(StripeRefused) as refused:
            await call
        assert (refused.value.code, refused.value.param, refused.value.of_content) == (
            "amount_too_small",
            "amount",
            True,
        )
    assert stripe.asked == []


@pytest.mark.parametrize(("confirmed", "why"), [(True, "confirmed"), (False, "expired")])
def test_a_payment_that_is_over_says_how_it_ended(confirmed: bool, why: str):
    closed = SessionClosed(confirmed=confirmed)
    assert (str(closed), closed.confirmed) == (why, confirmed)
