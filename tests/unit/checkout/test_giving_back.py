"""Refunds: once, whatever fails, whoever presses, and however Stripe's word of it arrives."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
import stripe

from rxapp.checkout.giving_back import Reason, new_refund_id, refund
from rxapp.checkout.placing import place
from rxapp.checkout.reconciling import reconcile
from rxapp.checkout.services import Services
from rxapp.checkout.webhook_events import report
from rxapp.orders.models import now
from rxapp.orders.records import Flow, Order
from rxapp.orders.refund_book import OrderRefund, Stage
from rxapp.payments.values import Refund
from rxapp.settings import settings
from rxapp.shop.refusal import AlreadyRefunding, ChangedMeanwhile, NothingToRefund, Refusal
from tests.faults.local_store import LocalStore, refusal

LATER = timedelta(seconds=settings.stuck_seconds + 30)


class Killed(BaseException):
    """The worker is gone, wherever it was."""


class Counter:
    """A merchant before a paid order, with the form for a refund."""

    def __init__(self, shop: LocalStore, order: Order) -> None:
        self.shop, self.order, self.id = shop, order, new_refund_id()

    async def press(self, amount: int | None = None, worker: Services | None = None, **more: Any) -> OrderRefund:
        given = {"amount": amount or self.order.paid, "reason": Reason.REQUESTED, "refunded": 0} | more
        return await refund(worker or self.shop.services, self.id, self.order.number, **given)

    async def at_stripe(self) -> list[tuple[int, str | None]]:
        """What was given back, as Stripe has it."""
        found = (await self.shop.stripe.v1.refunds.list_async()).data
        return sorted((one.amount, one.reason) for one in found)

    async def book(self) -> tuple[int, list[tuple[int, str]]]:
        """What the order says was given back, and each refund."""
        [row] = await self.shop.query("SELECT refunded FROM orders")
        refunds = await self.shop.services.refund_book.of_order(self.order.number)
        return row["refunded"], [(one.amount, one.status) for one in refunds]

    async def settled(self) -> None:
        """What comes by itself: the reports, and the reconciler's round."""
        await self.shop.report_all()
        await reconcile(self.shop.services, at=now() + LATER)


BOTH_WAYS = pytest.mark.parametrize("counter", Flow, indirect=True)


@pytest.fixture
async def counter(shop: LocalStore, request: pytest.FixtureRequest) -> AsyncIterator[Counter]:
    shop = shop.with_new_account(getattr(request, "param", Flow.CHECKOUT_SESSION))
    form = await shop.paid("anna")
    await shop.report_all()
    order = await shop.services.ledger.order("anna", str(form.checkout.session_id))
    assert order
    yield Counter(shop, order)


REQUESTED = Reason.REQUESTED.value


def test_the_reasons_are_those_that_stripe_knows():
    known = str(stripe.params.RefundCreateParams.__annotations__["reason"])
    assert sorted(Reason) == sorted(re.findall(r"'(\w+)'", known))


async def paid_by(shop: LocalStore, card: str) -> Counter:
    """A merchant before an order that was paid by this card."""
    form = await shop.opened("anna")
    checkout = form.checkout
    await place(shop.services, "anna", checkout.id, checkout.revision, checkout.quote.total)
    assert await shop.confirm(form.client_secret, checkout.quote.total, card)
    await shop.report_all()
    order = await shop.services.ledger.order("anna", str(checkout.session_id))
    assert order
    return Counter(shop, order)


@BOTH_WAYS
async def test_all_of_it(counter: Counter):
    done = await counter.press()
    assert (done.status, done.reason, done.failure) == (Stage.SUCCEEDED, REQUESTED, None)
    everything = (counter.order.paid, [(counter.order.paid, "succeeded")])
    assert await counter.at_stripe() == [(counter.order.paid, REQUESTED)]
    assert await counter.book() == everything
    await counter.settled()
    assert await counter.book() == everything


async def test_part_after_part_and_never_more_than_was_paid(counter: Counter):
    paid = counter.order.paid
    await counter.press(500)
    counter.id = new_refund_id()
    with pytest.raises(NothingToRefund):
        await counter.press(paid - 499, refunded=500)
    await counter.press(paid - 500, refunded=500, reason=Reason.DUPLICATE)
    assert await counter.at_stripe() == sorted([(500, REQUESTED), (paid - 500, "duplicate")])
    assert (await counter.book())[0] == paid
    counter.id = new_refund_id()
    with pytest.raises(NothingToRefund):
        await counter.press(1, refunded=paid)


@pytest.mark.parametrize("amount", [-1, 2**40])
async def test_no_such_amount(counter: Counter, amount: int):
    with pytest.raises(NothingToRefund):
        await counter.press(amount)
    assert await counter.book() == (0, []) and await counter.at_stripe() == []


async def test_nothing_is_given_back_for_what_is_no_order(counter: Counter):
    with pytest.raises(NothingToRefund):
        await refund(counter.shop.services, "rf_1", "KK-NONE", 1, Reason.REQUESTED, 0)


async def test_pressed_again_it_is_the_same_one(counter: Counter):
    done = [await counter.press(500) for _ in range(3)]
    assert [one.id for one in done] == [counter.id] * 3
    assert await counter.at_stripe() == [(500, REQUESTED)]
    assert len(await counter.shop.calls("POST", "/v1/refunds")) == 1, "by then Stripe may have forgotten its key"
    assert await counter.book() == (500, [(500, "succeeded")])


async def pressed(presses: list[Any]) -> list[Any]:
    return list(await asyncio.gather(*presses, return_exceptions=True))


@pytest.mark.parametrize("amount", [None, 500], ids=["whole", "part"])
async def test_two_merchants_at_once_give_it_back_once(counter: Counter, amount: int | None):
    other = Counter(counter.shop, counter.order)
    worker = counter.shop.another_worker()
    said = await pressed([counter.press(amount), other.press(amount, worker)])
    assert len([one for one in said if isinstance(one, OrderRefund)]) == 1
    [no] = [one for one in said if isinstance(one, Refusal)]
    assert isinstance(no, AlreadyRefunding | ChangedMeanwhile)
    assert await counter.at_stripe() == [(amount or counter.order.paid, REQUESTED)]
    with pytest.raises(ChangedMeanwhile):
        await Counter(counter.shop, counter.order).press(100)
    await counter.settled()
    assert len(await counter.at_stripe()) == 1


async def test_two_presses_on_two_workers_are_one(counter: Counter):
    worker = counter.shop.another_worker()
    said = await pressed([counter.press(500), counter.press(500, worker)])
    assert all(isinstance(one, OrderRefund) for one in said)
    await counter.settled()
    assert await counter.at_stripe() == [(500, REQUESTED)]
    assert await counter.book() == (500, [(500, "succeeded")])


def lost(counter: Counter) -> None:
    counter.shop.wire.answers_to_lose = 3


def before_the_call(counter: Counter) -> None:
    async def kill(request: httpx.Request) -> None:
        if request.url.path == "/v1/refunds":
            raise Killed

    counter.shop.wire.meanwhile = kill


def after_the_call(counter: Counter) -> None:
    def kill(answer: dict[str, Any]) -> None:
        if answer.get("object") == "refund":
            raise Killed

    counter.shop.wire.retouch = kill


def broken(counter: Counter) -> None:
    async def answer(request: httpx.Request) -> httpx.Response | None:
        return refusal(status=500) if request.url.path == "/v1/refunds" else None

    counter.shop.wire.meanwhile = answer


FAULTS: list[Callable[[Counter], None]] = [lost, before_the_call, after_the_call, broken]


@pytest.mark.parametrize("then", ["pressed again", "reported", "reconciled", "reconciled by two"])
@pytest.mark.parametrize("fault", FAULTS)
async def test_whatever_fails_it_is_given_back_once(counter: Counter, fault: Callable[[Counter], None], then: str):
    fault(counter)
    [said] = await pressed([_survived(counter)])
    assert said is None or said.status == Stage.ASKED
    wire = counter.shop.wire
    wire.meanwhile, wire.retouch, wire.answers_to_lose = None, None, 0
    assert await counter.book() == (500, [(500, "asked")]), "written down before Stripe was asked"
    with pytest.raises(AlreadyRefunding):
        await Counter(counter.shop, counter.order).press(500)
    if then == "pressed again":
        assert (await counter.press(500)).status == Stage.SUCCEEDED
    if then == "reported":
        await counter.shop.report_all()
    if then == "reconciled by two":
        at = now() + LATER
        await pressed([reconcile(counter.shop.services, at), reconcile(counter.shop.another_worker(), at)])
    await counter.settled()
    assert await counter.at_stripe() == [(500, REQUESTED)]
    assert await counter.book() == (500, [(500, "succeeded")])


async def _survived(counter: Counter) -> OrderRefund | None:
    try:
        return await counter.press(500)
    except Killed:
        return None


async def test_a_young_one_is_left_to_whoever_asks_for_it(counter: Counter):
    lost(counter)
    await counter.press(500)
    counter.shop.wire.answers_to_lose = 0
    asked = len(await counter.shop.calls(path="/v1/refunds*"))
    await reconcile(counter.shop.services, at=now())
    assert len(await counter.shop.calls(path="/v1/refunds*")) == asked


@pytest.mark.parametrize(
    ("card", "hours", "became"),
    [
        ("pm_card_visa", 0, "succeeded"),
        ("pm_card_pendingRefund", 0, "pending"),
        ("pm_card_pendingRefund", 25, "succeeded"),
        ("pm_card_refundFail", 25, "failed"),
    ],
)
async def test_a_day_later_stripe_is_asked_before_it_is_told_again(
    shop: LocalStore, monkeypatch: pytest.MonkeyPatch, card: str, hours: int, became: str
):
    """Whatever became of it, it was made, and isn't made once more."""
    counter = await paid_by(shop, card)
    lost(counter)
    await counter.press(500)
    counter.shop.wire.answers_to_lose = 0
    await shop.control("clock", {"seconds": hours * 3600})

    async def twice(*_arguments: object) -> None:
        raise AssertionError("its key may be forgotten by now")

    monkeypatch.setattr(counter.shop.services.refunds, "give", twice)
    await reconcile(counter.shop.services, at=now() + timedelta(days=2))
    assert await counter.book() == (0 if became == "failed" else 500, [(500, became)])


@pytest.mark.parametrize("more", [700, 500], ids=["another amount", "the same amount"])
async def test_one_whose_answer_was_lost_is_not_taken_for_another_of_the_same_order(counter: Counter, more: int):
    """As for one that somebody makes at Stripe itself meanwhile, which nobody has reported yet."""
    await counter.press(300)
    counter.id = new_refund_id()
    lost(counter)
    await counter.press(500, refunded=300)
    counter.shop.wire.answers_to_lose = 0
    params: Any = {"payment_intent": counter.order.payment_intent_id, "amount": more}
    await counter.shop.stripe.v1.refunds.create_async(params)
    await reconcile(counter.shop.services, at=now() + LATER)
    assert await counter.book() == (800, [(300, "succeeded"), (500, "succeeded")])
    await counter.shop.report_all()
    assert sorted((await counter.book())[1]) == [(300, "succeeded"), (500, "succeeded"), (more, "succeeded")]


@pytest.mark.parametrize("status", [500, 403])
@pytest.mark.parametrize("trouble", [0, 1])
async def test_trouble_with_one_keeps_no_other_waiting(counter: Counter, trouble: int, status: int):
    shop = counter.shop
    form = await shop.paid("ben")
    await shop.report_all()
    bens = await shop.services.ledger.order("ben", str(form.checkout.session_id))
    assert bens
    both = [counter, Counter(shop, bens)]
    lost(counter)
    for one in both:
        await one.press(500)
        shop.wire.answers_to_lose = 3
    shop.wire.answers_to_lose = 0

    async def answer(request: httpx.Request) -> httpx.Response | None:
        about = request.url.params.get("payment_intent")
        return refusal(status=status) if about == both[trouble].order.payment_intent_id else None

    shop.wire.meanwhile = answer
    await reconcile(shop.services, at=now() + LATER)
    stages = [(await shop.services.refund_book.of_order(one.order.number))[0].status for one in both]
    assert stages == [Stage.ASKED if place == trouble else Stage.SUCCEEDED for place in (0, 1)]


async def test_a_locked_database_gives_nothing_back(counter: Counter):
    async with counter.shop.database.busy():
        [said] = await pressed([counter.press(500)])
    assert isinstance(said, Refusal) and said.code == "busy"
    assert await counter.at_stripe() == [] and await counter.book() == (0, [])


@pytest.mark.parametrize("code", ["charge_disputed", ""])
async def test_stripes_no_gives_nothing_back_and_leaves_the_order_as_it_was(counter: Counter, code: str):
    async def no(request: httpx.Request) -> httpx.Response | None:
        return refusal(code) if request.url.path == "/v1/refunds" else None

    counter.shop.wire.meanwhile = no
    done = await counter.press(500)
    counter.shop.wire.meanwhile = None
    assert (done.status, done.failure, done.came_to_nothing) == (Stage.REFUSED, code or "refused", True)
    assert await counter.book() == (0, [(500, "refused")])
    assert await counter.press(500) == done, "pressed again, it is the same no"
    assert await counter.book() == (0, [(500, "refused")]) and await counter.at_stripe() == []
    counter.id = new_refund_id()
    assert (await counter.press()).status == Stage.SUCCEEDED, "another one may be made"


@BOTH_WAYS
async def test_what_is_given_back_at_stripe_itself_is_known_by_its_reports(counter: Counter):
    params: Any = {"payment_intent": counter.order.payment_intent_id, "amount": 300, "reason": "duplicate"}
    await counter.shop.stripe.v1.refunds.create_async(params)
    for _ in range(2):
        await counter.shop.report_all()
        assert await counter.book() == (300, [(300, "succeeded")])
    with pytest.raises(ChangedMeanwhile):
        await counter.press(counter.order.paid - 300)
    assert (await counter.press(counter.order.paid - 300, refunded=300)).status == Stage.SUCCEEDED


@pytest.mark.parametrize("heard", ["refund.created", "charge.refunded"])
async def test_any_one_of_the_reports_is_enough(counter: Counter, heard: str):
    params: Any = {"payment_intent": counter.order.payment_intent_id, "amount": 300}
    await counter.shop.stripe.v1.refunds.create_async(params)
    for event in await counter.shop.events():
        if event.type == heard:
            await report(counter.shop.services, event)
    assert await counter.book() == (300, [(300, "succeeded")])


async def test_the_report_of_a_charge_tells_of_all_its_refunds(counter: Counter):
    """Those of before may have been reported while the store was away."""
    for amount in (100, 200, 400):
        params: Any = {"payment_intent": counter.order.payment_intent_id, "amount": amount}
        await counter.shop.stripe.v1.refunds.create_async(params)
    [latest, *_] = [event for event in reversed(await counter.shop.events()) if event.type == "charge.refunded"]
    await report(counter.shop.services, latest)
    assert sorted((await counter.book())[1]) == [(100, "succeeded"), (200, "succeeded"), (400, "succeeded")]


def as_stripe_says(counter: Counter, status: str, **more: Any) -> Refund:
    known = {"id": "re_1", "payment_intent_id": counter.order.payment_intent_id, "amount": 500, "currency": "usd"}
    said = {"status": status, "reason": None, "failure": None, "reference": None, "unsent": False}
    return Refund(**known | said | more)


async def test_one_that_fails_later_leaves_what_it_took(counter: Counter):
    note = counter.shop.services.refund_book.note
    await note(as_stripe_says(counter, "pending"))
    assert await counter.book() == (500, [(500, "pending")])
    await note(as_stripe_says(counter, "succeeded"))
    failed = await note(as_stripe_says(counter, "failed", failure="expired_or_canceled_card"))
    assert failed and (failed.failure, failed.came_to_nothing) == ("expired_or_canceled_card", True)
    assert await counter.book() == (0, [(500, "failed")])
    await note(as_stripe_says(counter, "pending"))
    assert await counter.book() == (0, [(500, "failed")]), "that was an older answer"


async def test_a_reference_of_another_order_names_no_refund_of_this_one(counter: Counter):
    await counter.press(500)
    note = counter.shop.services.refund_book.note
    await note(as_stripe_says(counter, "succeeded", id="re_2", reference=counter.id, amount=100))
    assert await counter.book() == (600, [(500, "succeeded"), (100, "succeeded")])
    assert await note(as_stripe_says(counter, "succeeded", payment_intent_id="pi_of_nobody")) is None
    assert await note(as_stripe_says(counter, "succeeded", payment_intent_id=None)) is None


@pytest.mark.parametrize(
    ("card", "at_first", "in_the_end", "given"),
    [("pm_card_refundFail", "succeeded", "failed", 0), ("pm_card_pendingRefund", "pending", "succeeded", 500)],
)
@pytest.mark.parametrize("flow", Flow)
async def test_what_a_bank_says_only_later(
    shop: LocalStore, flow: Flow, card: str, at_first: str, in_the_end: str, given: int
):
    shop = shop.with_new_account(flow)
    counter = await paid_by(shop, card)
    assert (await counter.press(500)).status == at_first
    await shop.report_all()
    assert await counter.book() == (500, [(500, at_first)])
    await shop.control("clock", {"seconds": 24 * 3600})
    await shop.report_all()
    assert await counter.book() == (given, [(500, in_the_end)])
