"""What Stripe says of a payment × what the store does then: nothing counts as paid that isn't, nothing paid is lost."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest

from rxapp.checkout import opening
from rxapp.checkout.adopting import adopt
from rxapp.checkout.opening import open_session
from rxapp.checkout.placing import place
from rxapp.checkout.reconciling import COOKIE_LIFE, reconcile
from rxapp.checkout.settling import BANK_ASKS, order_for, release
from rxapp.checkout.stripe_refusals import CONFIRMED
from rxapp.checkout.switching import choose_flow
from rxapp.checkout.webhook_events import report
from rxapp.orders.models import now
from rxapp.orders.records import Checkout, Flow, Status
from rxapp.payments.values import Event
from rxapp.shop.refusal import BeingPaid, Finished, Refusal, SessionEnded
from tests.faults.local_store import ORIGIN, LocalStore, refusal


@dataclass(frozen=True)
class Said:
    """What Stripe says of a session or an intent, and what that is to the store."""

    flow: Flow
    status: str
    payment_status: str
    is_: str

    def __str__(self) -> str:
        return f"{self.flow}-{self.status}-{self.payment_status}".rstrip("-")


def session(status: str, payment_status: str, is_: str) -> Said:
    return Said(Flow.CHECKOUT_SESSION, status, payment_status, is_)


def intent(status: str, is_: str) -> Said:
    return Said(Flow.PAYMENT_INTENT, status, "", is_)


# One of each kind; `tests/unit/payments` reads every combination there is.
OPEN, ASKING, CONFIRMED_ONLY, PAID, GONE = "open", "asking", "confirmed", "paid", "gone"
SESSIONS = [
    session("open", "unpaid", OPEN),
    session("complete", "unpaid", CONFIRMED_ONLY),
    session("complete", "paid", PAID),
    session("complete", "no_payment_required", PAID),
    session("expired", "unpaid", GONE),
]
INTENTS = [
    intent("requires_payment_method", OPEN),
    intent("requires_action", ASKING),
    intent("processing", CONFIRMED_ONLY),
    intent("requires_capture", CONFIRMED_ONLY),
    intent("canceled", GONE),
    intent("succeeded", PAID),
]
EACH = pytest.mark.parametrize("said", [*SESSIONS, *INTENTS], ids=str)


def some(*kinds: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("said", [one for one in [*SESSIONS, *INTENTS] if one.is_ in kinds], ids=str)


class Told:
    """A shopper in front of the payment form, of whose payment Stripe says this from now on."""

    def __init__(self, shop: LocalStore, said: Said, checkout: Checkout, client_secret: str) -> None:
        self.shop, self.services = shop, shop.services
        self.said, self.checkout, self.client_secret = said, checkout, client_secret
        assert checkout.session_id
        self.payment_id = checkout.session_id
        shop.wire.retouch = self._say

    def _say(self, answer: dict[str, Any]) -> None:
        if answer.get("id") == self.payment_id:
            answer["status"] = self.said.status
            if self.said.payment_status:
                answer["payment_status"] = self.said.payment_status

    @property
    def event(self) -> Event:
        of = {Flow.CHECKOUT_SESSION: "checkout.session.completed", Flow.PAYMENT_INTENT: "payment_intent.succeeded"}
        return Event("evt_1", of[self.said.flow], self.payment_id)

    async def placed(self) -> None:
        await self.services.ledger.place(self.checkout.id, self.checkout.revision, self.checkout.quote.total)

    async def now(self) -> tuple[str, bool, int]:
        """The checkout's status, whether it still has this payment, and how many orders there are."""
        checkout = await self.services.ledger.checkout(self.checkout.id)
        orders = await self.shop.query("SELECT number FROM orders WHERE flag IS NULL AND paid = 2300")
        return checkout.status, checkout.session_id == self.payment_id, len(orders)

    async def ended_at_stripe(self) -> bool:
        return bool(await self.shop.calls("POST", f"*/{self.payment_id}/expire")) or bool(
            await self.shop.calls("POST", f"*/{self.payment_id}/cancel")
        )


async def told(shop: LocalStore, said: Said) -> Told:
    shop = shop.with_new_account(said.flow)
    opened = await shop.opened("anna")
    return Told(shop, said, opened.checkout, opened.client_secret)


AFTER_A_REPORT = {
    OPEN: ("open", True, 0),
    ASKING: ("open", True, 0),
    CONFIRMED_ONLY: ("on_its_way", True, 0),
    PAID: ("paid", True, 1),
    GONE: ("open", False, 0),
}


@EACH
async def test_a_report(shop: LocalStore, said: Said):
    anna = await told(shop, said)
    await report(anna.services, anna.event)
    assert await anna.now() == AFTER_A_REPORT[said.is_]
    assert await anna.services.events.unhandled() == []


@EACH
async def test_a_shopper_who_comes_back(shop: LocalStore, said: Said):
    anna = await told(shop, said)
    order = await order_for(anna.services, "anna", anna.payment_id)
    assert (order is not None) == (said.is_ == PAID)
    assert await anna.now() == AFTER_A_REPORT[said.is_]


@EACH
async def test_a_payment_that_is_on_its_way(shop: LocalStore, said: Said):
    anna = await told(shop, said)
    await anna.placed()
    if said.is_ == ASKING:
        with pytest.raises(Refusal, match=BANK_ASKS):
            await release(anna.services, anna.checkout.id)
    else:
        after = await release(anna.services, anna.checkout.id)
        assert after == await anna.services.ledger.checkout(anna.checkout.id)
    assert await anna.now() == AFTER_A_REPORT[said.is_] if said.is_ != ASKING else ("placing", True, 0)
    assert not await anna.ended_at_stripe()


@EACH
async def test_the_form_is_opened_again(shop: LocalStore, said: Said):
    anna = await told(shop, said)
    again = await open_session(anna.services, anna.checkout.id, ORIGIN)
    assert (again.client_secret == anna.client_secret) == (said.is_ in (OPEN, ASKING))
    assert bool(again.client_secret) == (said.is_ not in (CONFIRMED_ONLY, PAID))
    assert again.checkout.status == AFTER_A_REPORT[said.is_][0]
    assert await anna.now() == AFTER_A_REPORT[said.is_]


@EACH
async def test_pay_is_pressed(shop: LocalStore, said: Said):
    anna = await told(shop, said)
    terms = anna.checkout.revision, anna.checkout.quote.total
    if said.is_ in (OPEN, ASKING):
        assert (await place(anna.services, "anna", anna.checkout.id, *terms)).status == Status.PLACING
    else:
        with pytest.raises(SessionEnded):
            await place(anna.services, "anna", anna.checkout.id, *terms)
        assert (await anna.now())[0] == "open"


@EACH
async def test_it_is_to_be_paid_another_way(shop: LocalStore, said: Said):
    anna = await told(shop, said)
    other = Flow.PAYMENT_INTENT if said.flow == Flow.CHECKOUT_SESSION else Flow.CHECKOUT_SESSION
    if said.is_ in (CONFIRMED_ONLY, PAID):
        with pytest.raises(BeingPaid if said.is_ == CONFIRMED_ONLY else Finished):
            await choose_flow(anna.services, anna.checkout.id, other)
        assert await anna.now() == AFTER_A_REPORT[said.is_]
    else:
        after = await choose_flow(anna.services, anna.checkout.id, other)
        assert (after.flow, after.session_id, after.status) == (other, None, Status.OPEN)
        assert after.revision == anna.checkout.revision + 1, "other tabs must see it"
    assert await anna.ended_at_stripe() == (said.is_ in (OPEN, ASKING)), "what ended by itself isn't ended again"


@some(CONFIRMED_ONLY, PAID, GONE)
@pytest.mark.parametrize("an_answer_was_lost", [False, True])
async def test_a_change_comes_too_late(shop: LocalStore, said: Said, an_answer_was_lost: bool):
    anna = await told(shop, said)
    await anna.shop.toggled("anna", anna.checkout.id)
    if an_answer_was_lost:
        await anna.services.ledger.begin_write(anna.checkout.id)
        await anna.services.ledger.fail_write(anna.checkout.id)

    async def refuse(request: httpx.Request) -> httpx.Response | None:
        if request.method != "POST":
            return None
        return refusal("payment_intent_unexpected_state" if said.flow == Flow.PAYMENT_INTENT else "")

    anna.shop.wire.meanwhile = refuse
    with pytest.raises(SessionEnded) as ended:
        await anna.shop.synced(anna.checkout.id)
    assert ended.value.message == (SessionEnded.sentence if said.is_ == GONE else CONFIRMED)
    checkout = await anna.services.ledger.checkout(anna.checkout.id)
    assert not checkout.in_step
    assert "gift_wrap" in checkout.cart.add_ons, "it is the session that ended, not the cart that was refused"
    assert await anna.services.ledger.begin_write(checkout.id), "nobody is writing any more"


@EACH
async def test_the_reconciler_finds_it_placing(shop: LocalStore, said: Said):
    anna = await told(shop, said)
    await anna.placed()
    await reconcile(anna.services, at=now() + timedelta(minutes=3))
    assert await anna.now() == (AFTER_A_REPORT[said.is_] if said.is_ != ASKING else ("placing", True, 0))


@EACH
async def test_the_reconciler_finds_it_forgotten(shop: LocalStore, said: Said):
    anna = await told(shop, said)
    await reconcile(anna.services, at=now() + COOKIE_LIFE + timedelta(minutes=1))
    status, _, orders = await anna.now()
    assert (status, orders) == {PAID: ("paid", 1), CONFIRMED_ONLY: ("on_its_way", 0)}.get(said.is_, ("expired", 0))


@EACH
async def test_quantities_are_adopted_from_an_open_session_only(shop: LocalStore, said: Said):
    anna = await told(shop, said)
    of_stripe = anna.shop.wire.retouch
    assert of_stripe

    def dearer(answer: dict[str, Any]) -> None:
        of_stripe(answer)
        name = "amount" if said.flow == Flow.PAYMENT_INTENT else "amount_total"
        answer[name] += 100

    anna.shop.wire.retouch = dearer
    after = await adopt(anna.services, "anna", anna.checkout.id)
    assert (after == anna.checkout) == (said.is_ not in (OPEN, ASKING))


@pytest.fixture(autouse=True)
def nobody_waits_for_another_tab(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(opening, "PAYMENT_LASTS", timedelta(0))
    yield


@some(PAID)
async def test_paid_at_another_amount_is_an_order_with_a_flag(
    shop: LocalStore, said: Said, caplog: pytest.LogCaptureFixture
):
    anna = await told(shop, said)
    of_stripe = anna.shop.wire.retouch
    assert of_stripe

    def cheaper(answer: dict[str, Any]) -> None:
        of_stripe(answer)
        answer["amount" if said.flow == Flow.PAYMENT_INTENT else "amount_total"] = 100

    anna.shop.wire.retouch = cheaper
    await report(anna.services, anna.event)
    [order] = await shop.query("SELECT number, flag, paid, total FROM orders")
    assert (order["paid"], order["total"]) == (100, 2300)
    assert "asked 2300 usd, paid 100 usd" in order["flag"]
    assert f"order {order['number']} of checkout {anna.checkout.id} needs a person: asked 2300 usd" in caplog.text
