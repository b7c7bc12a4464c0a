"""Stripe's answer is not what the cart says: never counted as in step, always said, and put right by the next try."""

import logging
from typing import Any

import pytest

from rxapp.checkout.changing import change
from rxapp.checkout.joining import join
from rxapp.checkout.opening import open_session
from rxapp.checkout.placing import place
from rxapp.orders.records import Checkout, Flow, Status
from rxapp.shop.changes import AddProduct, Join, SetReferral, SignIn
from rxapp.shop.refusal import ChangedMeanwhile, Refusal, TotalsDisagree
from tests.faults.local_store import ORIGIN, LocalStore, Retouch

GOODS, INTENT, PLAN = "goods", "intent", "plan"


def metadata(name: str, text: str) -> Retouch:
    def retouch(answer: dict[str, Any]) -> None:
        answer["metadata"] = answer["metadata"] | {name: text}

    return retouch


def field(name: str, value: Any) -> Retouch:
    def retouch(answer: dict[str, Any]) -> None:
        answer[name] = value

    return retouch


def more(name: str, by: int) -> Retouch:
    def retouch(answer: dict[str, Any]) -> None:
        answer[name] += by

    return retouch


def price(name: str, value: Any) -> Retouch:
    def retouch(answer: dict[str, Any]) -> None:
        for item in answer.get("line_items", {}).get("data", ()):
            item["price"][name] = value

    return retouch


def recurring(name: str, value: Any) -> Retouch:
    def retouch(answer: dict[str, Any]) -> None:
        for item in answer.get("line_items", {}).get("data", ()):
            item["price"]["recurring"][name] = value

    return retouch


# what is bought and how; what Stripe's answer has instead
OTHERWISE: dict[str, tuple[str, Retouch]] = {
    "a cent more": (GOODS, more("amount_total", 1)),
    "a cent less": (GOODS, more("amount_total", -1)),
    "another currency": (GOODS, field("currency", "eur")),
    "an earlier revision": (GOODS, metadata("revision", "1")),
    "a later revision": (GOODS, metadata("revision", "99")),
    "no revision": (GOODS, field("metadata", {})),
    "a trial for goods": (GOODS, metadata("trial_days", "7")),
    "nobody's": (GOODS, field("customer", None)),
    "somebody else's": (GOODS, field("customer", "cus_other")),
    "an intent of a cent more": (INTENT, more("amount", 1)),
    "an intent of a cent less": (INTENT, more("amount", -1)),
    "an intent in another currency": (INTENT, field("currency", "eur")),
    "an intent at an earlier revision": (INTENT, metadata("revision", "1")),
    "an intent that is not ours": (INTENT, field("metadata", {})),
    "nobody's intent": (INTENT, field("customer", None)),
    "somebody else's intent": (INTENT, field("customer", "cus_other")),
    "a shorter trial": (PLAN, metadata("trial_days", "7")),
    "a longer trial": (PLAN, metadata("trial_days", "31")),
    "no trial": (PLAN, metadata("trial_days", "0")),
    "a plan that costs less later": (PLAN, price("unit_amount", 2300)),
    "a plan that comes every year": (PLAN, recurring("interval", "year")),
    "a plan that comes every other month": (PLAN, recurring("interval_count", 2)),
    "a plan that comes once": (PLAN, price("recurring", None)),
    "a plan that costs something today": (PLAN, more("amount_total", 1)),
}
EACH = pytest.mark.parametrize("otherwise", OTHERWISE)


async def bought(shop: LocalStore, what: str) -> tuple[LocalStore, Checkout]:
    """A Gold member in front of the payment form, in step."""
    shop = shop.with_new_account(Flow.PAYMENT_INTENT if what == INTENT else Flow.CHECKOUT_SESSION)
    if what == PLAN:
        checkout = await join(shop.services, "anna", Join(plan="tea_club"))
    else:
        checkout = await change(shop.services, "anna", None, AddProduct(slug="yame-sencha"))
    await change(shop.services, "anna", checkout.id, SignIn(member="gold"))
    return shop, (await open_session(shop.services, checkout.id, ORIGIN)).checkout


async def changed(shop: LocalStore, checkout: Checkout) -> None:
    if checkout.plan:
        await change(shop.services, "anna", checkout.id, SetReferral(code="SECONDCUP"))
    else:
        await shop.toggled("anna", checkout.id)


def of_payment(checkout: Checkout, retouch: Retouch) -> Retouch:
    def answer_of_payment(answer: dict[str, Any]) -> None:
        if answer.get("id") == checkout.session_id:
            retouch(answer)

    return answer_of_payment


@EACH
async def test_a_write(shop: LocalStore, otherwise: str, caplog: pytest.LogCaptureFixture):
    what, retouch = OTHERWISE[otherwise]
    shop, checkout = await bought(shop, what)
    await changed(shop, checkout)
    shop.wire.retouch = of_payment(checkout, retouch)
    with pytest.raises(TotalsDisagree):
        await shop.synced(checkout.id)
    after = await shop.services.ledger.checkout(checkout.id)
    assert (after.status, after.in_step, after.session_id) == (Status.OPEN, False, checkout.session_id)
    [error] = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert str(checkout.session_id) in error.getMessage()
    assert str(after.quote.total) in error.getMessage()
    if not otherwise.startswith("somebody else's"):  # what is theirs is ended, see `test_customers`
        with pytest.raises(TotalsDisagree):
            await shop.synced(checkout.id)
    shop.wire.retouch = None
    healed = await shop.synced(checkout.id)
    assert (healed.in_step, healed.writing_revision, healed.writing_attempt) == (True, None, 0)
    assert not after.cart.code and healed.cart == after.cart


@EACH
async def test_pay(shop: LocalStore, otherwise: str, caplog: pytest.LogCaptureFixture):
    what, retouch = OTHERWISE[otherwise]
    shop, checkout = await bought(shop, what)
    if otherwise in ("an earlier revision", "an intent at an earlier revision"):
        await changed(shop, checkout)
        checkout = await shop.synced(checkout.id)
    shop.wire.retouch = of_payment(checkout, retouch)
    with pytest.raises(ChangedMeanwhile):
        await place(shop.services, "anna", checkout.id, checkout.revision, checkout.quote.total)
    after = await shop.services.ledger.checkout(checkout.id)
    assert (after.status, after.in_step) == (Status.OPEN, False)
    [error] = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert f"{checkout.session_id} says" in error.getMessage()
    shop.wire.retouch = None
    again = await shop.synced(checkout.id)
    assert (await place(shop.services, "anna", again.id, again.revision, again.quote.total)).status == Status.PLACING


@EACH
async def test_a_write_whose_answer_was_lost(shop: LocalStore, otherwise: str):
    """What Stripe has is asked first; only if it is what is wanted nothing is written again."""
    what, retouch = OTHERWISE[otherwise]
    shop, checkout = await bought(shop, what)
    await changed(shop, checkout)
    shop.wire.answers_to_lose = 3
    with pytest.raises(Refusal, match="couldn't reach"):
        await shop.synced(checkout.id)
    path = f"*/{checkout.session_id}"
    before = len(await shop.calls("POST", path))

    def what_is_read(answer: dict[str, Any]) -> None:
        of_payment(checkout, retouch)(answer)
        shop.wire.retouch = None

    shop.wire.retouch = what_is_read
    if otherwise.startswith("somebody else's"):
        with pytest.raises(Refusal, match="has ended"):
            await shop.synced(checkout.id)
        return
    assert (await shop.synced(checkout.id)).in_step
    assert len(await shop.calls("POST", path)) == before + 1


@pytest.mark.parametrize("what", [GOODS, INTENT, PLAN])
async def test_a_payment_that_ended_after_a_lost_answer_is_not_written(shop: LocalStore, what: str):
    shop, checkout = await bought(shop, what)
    assert checkout.session_id
    await changed(shop, checkout)
    await shop.fault("connection_reset", path=f"*/{checkout.session_id}", method="POST", times=3)
    with pytest.raises(Refusal, match="couldn't reach"):
        await shop.synced(checkout.id)
    await shop.services.payments(checkout.flow).expire(checkout.session_id)
    path = f"*/{checkout.session_id}"
    before = len(await shop.calls("POST", path))
    with pytest.raises(Refusal, match="has ended"):
        await shop.synced(checkout.id)
    assert len(await shop.calls("POST", path)) == before


@pytest.mark.parametrize("what", [GOODS, INTENT, PLAN])
async def test_what_reached_stripe_is_not_written_again(shop: LocalStore, what: str):
    shop, checkout = await bought(shop, what)
    await changed(shop, checkout)
    shop.wire.answers_to_lose = 3
    with pytest.raises(Refusal, match="couldn't reach"):
        await shop.synced(checkout.id)
    path = f"*/{checkout.session_id}"
    before = len(await shop.calls("POST", path))
    assert (await shop.synced(checkout.id)).in_step
    assert len(await shop.calls("POST", path)) == before


@pytest.mark.parametrize("flow", Flow)
async def test_a_guest_of_whom_stripe_makes_a_customer_stays_in_step(shop: LocalStore, flow: Flow):
    shop = shop.with_new_account(flow)
    form = await shop.opened("anna")
    shop.wire.retouch = of_payment(form.checkout, field("customer", "cus_guest"))
    await shop.toggled("anna", form.checkout.id)
    again = await shop.synced(form.checkout.id)
    assert (again.in_step, again.customer_id) == (True, None)
    assert (await place(shop.services, "anna", again.id, again.revision, again.quote.total)).status == Status.PLACING
