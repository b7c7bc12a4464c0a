"""What a test store lets a shopper try: it befalls their own payment, and nobody else's."""

from dataclasses import replace

import pytest
from pydantic import SecretStr

from rxapp.checkout.trying import NOT_HERE, NOT_LOCAL, NOTHING_OPEN, let_session_expire, let_stripe_be
from rxapp.orders.records import Flow
from rxapp.payments.local_stripe import SLOW_ANSWERS, SLOW_SECONDS, LocalStripe, Trouble
from rxapp.settings import settings
from rxapp.shop.refusal import BeingPaid, PaymentServiceUnavailable, Refusal, SessionEnded
from tests.faults.local_store import LocalStore

BEFALLS = {
    Trouble.NONE: [],
    Trouble.SLOW: [("latency", "POST", SLOW_ANSWERS, SLOW_SECONDS)],
    Trouble.DOWN: [("server_error", "*", None, 1.0)],
    Trouble.ANSWER_LOST: [("answer_lost", "POST", 1, 1.0)],
}


async def befalling(shop: LocalStore) -> list[tuple[object, ...]]:
    faults = await shop.control("faults", method="GET")
    return [tuple(fault[name] for name in ("kind", "method", "times", "seconds")) for fault in faults]


@pytest.mark.parametrize("trouble", Trouble)
@pytest.mark.parametrize("before", Trouble)
async def test_a_trouble_takes_the_place_of_the_one_before(shop: LocalStore, before: Trouble, trouble: Trouble):
    opened = await shop.opened("sh_anna")
    await let_stripe_be(shop.services, opened.checkout.id, str(opened.checkout.session_id), before)
    await let_stripe_be(shop.services, opened.checkout.id, str(opened.checkout.session_id), trouble)
    assert await befalling(shop) == BEFALLS[trouble]


@pytest.mark.parametrize("flow", Flow)
async def test_it_befalls_this_payment_alone(shop: LocalStore, flow: Flow):
    shop = shop.with_new_account(flow)
    anna, ben = await shop.opened("sh_anna"), await shop.opened("sh_ben")
    await let_stripe_be(shop.services, anna.checkout.id, str(anna.checkout.session_id), Trouble.DOWN)
    for shopper, opened in (("sh_ben", ben), ("sh_anna", anna)):
        await shop.toggled(shopper, opened.checkout.id)
    assert (await shop.synced(ben.checkout.id)).in_step
    with pytest.raises(PaymentServiceUnavailable):
        await shop.synced(anna.checkout.id)
    await let_stripe_be(shop.services, anna.checkout.id, str(anna.checkout.session_id), Trouble.NONE)
    assert (await shop.synced(anna.checkout.id)).in_step


async def test_a_lost_answer_is_asked_for_again_with_the_same_key(shop: LocalStore):
    opened = await shop.opened("sh_anna")
    await shop.toggled("sh_anna", opened.checkout.id)
    await let_stripe_be(shop.services, opened.checkout.id, str(opened.checkout.session_id), Trouble.ANSWER_LOST)
    assert (await shop.synced(opened.checkout.id)).in_step
    _address, lost, again = await shop.calls("POST", f"/v1/checkout/sessions/{opened.checkout.session_id}")
    assert (lost["fault"], again["replayed"]) == ("answer_lost", True)
    assert lost["idempotency_key"] == again["idempotency_key"]


async def test_only_the_local_stripe_fails_when_it_is_told_to(shop: LocalStore):
    opened = await shop.opened("sh_anna")
    with pytest.raises(Refusal, match=NOT_LOCAL):
        await let_stripe_be(
            replace(shop.services, local_stripe=None), opened.checkout.id, str(opened.checkout.session_id), Trouble.DOWN
        )


@pytest.mark.parametrize(("key", "said"), [("sk_test_of_a_test", NOT_LOCAL), ("sk_live_of_a_test", NOT_HERE)])
async def test_nor_where_another_stripe_takes_the_payments(
    shop: LocalStore, monkeypatch: pytest.MonkeyPatch, key: str, said: str
):
    opened = await shop.opened("sh_anna")
    monkeypatch.setitem(settings.__dict__, "stripe_secret_key", SecretStr(key))
    with pytest.raises(Refusal, match=said):
        await let_stripe_be(shop.services, opened.checkout.id, str(opened.checkout.session_id), Trouble.DOWN)
    assert await befalling(shop) == []


async def test_a_local_stripe_that_gives_no_answer_is_said_beside_the_guide(shop: LocalStore):
    opened = await shop.opened("sh_anna")
    for nobody in (LocalStripe("sk_test_x", "http://127.0.0.1:9"), LocalStripe("nonsense", "http://s", shop.wire)):
        with pytest.raises(PaymentServiceUnavailable) as refused:
            await let_stripe_be(
                replace(shop.services, local_stripe=nobody),
                opened.checkout.id,
                str(opened.checkout.session_id),
                Trouble.DOWN,
            )
        assert refused.value.control == "guide"


@pytest.mark.parametrize("flow", Flow)
async def test_a_payment_that_ends_is_over_at_stripe(shop: LocalStore, flow: Flow):
    shop = shop.with_new_account(flow)
    opened = await shop.opened("sh_anna")
    await let_session_expire(shop.services, opened.checkout.id, str(opened.checkout.session_id))
    payment = await shop.services.payments(flow).retrieve(str(opened.checkout.session_id))
    assert payment.status == "expired"
    assert await shop.services.ledger.checkout(opened.checkout.id) == opened.checkout, "nobody has told us"


@pytest.mark.parametrize("flow", Flow)
async def test_one_that_has_ended_already_may_be_ended_again(shop: LocalStore, flow: Flow):
    shop = shop.with_new_account(flow)
    opened = await shop.opened("sh_anna")
    for _ in range(2):
        await let_session_expire(shop.services, opened.checkout.id, str(opened.checkout.session_id))
    await shop.fault("server_error", method="POST", times=None)
    with pytest.raises(PaymentServiceUnavailable) as refused:
        await let_session_expire(shop.services, opened.checkout.id, str(opened.checkout.session_id))
    assert refused.value.control == "guide"


async def test_one_that_is_on_its_way_or_paid_stays(shop: LocalStore):
    paid = await shop.paid("sh_anna")
    with pytest.raises(BeingPaid) as refused:
        await let_session_expire(shop.services, paid.checkout.id, str(paid.checkout.session_id))
    assert refused.value.control == "guide"
    await shop.report_all()
    for wanted in (
        let_session_expire(shop.services, paid.checkout.id, str(paid.checkout.session_id)),
        let_stripe_be(shop.services, paid.checkout.id, str(paid.checkout.session_id), Trouble.DOWN),
    ):
        with pytest.raises(Refusal, match=NOTHING_OPEN):
            await wanted


@pytest.mark.parametrize("flow", Flow)
async def test_a_form_that_has_given_way_says_so_and_touches_no_other(shop: LocalStore, flow: Flow):
    shop = shop.with_new_account(flow)
    opened = await shop.opened("sh_anna")
    for wanted in (
        let_session_expire(shop.services, opened.checkout.id, "another"),
        let_stripe_be(shop.services, opened.checkout.id, "another", Trouble.DOWN),
    ):
        with pytest.raises(SessionEnded):
            await wanted
    assert (await shop.services.payments(flow).retrieve(str(opened.checkout.session_id))).status == "open"
    assert await befalling(shop) == []
