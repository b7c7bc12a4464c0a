"""Idempotency keys: what must repeat, so that nothing is done twice, and what must differ, so that it is done."""

import asyncio
from contextlib import suppress

import httpx
import pytest

from rxapp.checkout.changing import change
from rxapp.checkout.joining import join
from rxapp.checkout.opening import Opened, open_session
from rxapp.checkout.syncing import SessionEnded, idempotency_key
from rxapp.orders.records import Checkout, Flow
from rxapp.shop.changes import AddProduct, Join, SetAddOn, SetDestination, SetReferral, SignIn
from rxapp.shop.destination import Address
from rxapp.shop.refusal import Refusal
from tests.faults.local_store import ORIGIN, LocalStore
from tests.unit.shop.addresses import BERLIN, HAWAII, NEW_YORK

CREATES = {Flow.CHECKOUT_SESSION: "/v1/checkout/sessions", Flow.PAYMENT_INTENT: "/v1/payment_intents"}
BOTH_WAYS = pytest.mark.parametrize("flow", Flow)
EVERY_TRY = 3


async def keys(shop: LocalStore, path: str) -> list[str]:
    return [call["idempotency_key"] for call in await shop.calls("POST", path)]


async def creations(shop: LocalStore, flow: Flow) -> list[str]:
    return await keys(shop, CREATES[flow])


async def updates(shop: LocalStore, checkout: Checkout) -> list[str]:
    """The keys of what was written to this checkout's payment, its first address aside."""
    path = f"{CREATES[checkout.flow]}/{checkout.session_id}"
    return [key for key in await keys(shop, path) if not key.endswith(":address")]


async def ended(shop: LocalStore, opened: Opened) -> None:
    """The payment ends at Stripe, and nothing else changes."""
    assert opened.checkout.session_id
    await shop.services.payments(opened.checkout.flow).expire(opened.checkout.session_id)


@BOTH_WAYS
async def test_a_dead_payment_is_never_replayed_at_the_same_revision(shop: LocalStore, flow: Flow):
    shop = shop.with_new_account(flow)
    forms = [await shop.opened("anna")]
    for _ in range(3):
        await ended(shop, forms[-1])
        forms.append(await open_session(shop.services, forms[-1].checkout.id, ORIGIN))
    assert len({form.checkout.revision for form in forms}) == 1
    assert len({form.client_secret for form in forms}) == 4
    made = await creations(shop, flow)
    assert len(set(made)) == len(made) == 4
    assert (await shop.services.payments(flow).retrieve(str(forms[-1].checkout.session_id))).status == "open"


@BOTH_WAYS
async def test_an_opening_whose_answer_was_lost_comes_to_the_same_payment(shop: LocalStore, flow: Flow):
    shop = shop.with_new_account(flow)
    checkout = await change(shop.services, "anna", None, AddProduct(slug="yame-sencha"))
    shop.wire.answers_to_lose = EVERY_TRY
    with pytest.raises(Refusal, match="couldn't reach"):
        await open_session(shop.services, checkout.id, ORIGIN)
    await open_session(shop.services, checkout.id, ORIGIN)
    assert len(set(await creations(shop, flow))) == 1
    v1 = shop.stripe.v1
    made = v1.checkout.sessions if flow == Flow.CHECKOUT_SESSION else v1.payment_intents
    assert len((await made.list_async()).data) == 1


@BOTH_WAYS
async def test_workers_that_open_at_once_use_one_key(shop: LocalStore, flow: Flow):
    shop = shop.with_new_account(flow)
    checkout = await change(shop.services, "anna", None, AddProduct(slug="yame-sencha"))
    workers = [shop.another_worker() for _ in range(3)]
    forms = await asyncio.gather(*(open_session(worker, checkout.id, ORIGIN) for worker in workers))
    assert len({form.client_secret for form in forms}) == 1
    assert len(set(await creations(shop, flow))) == 1


@BOTH_WAYS
async def test_a_cart_that_changed_before_it_could_be_opened_asks_for_what_it_is_now(shop: LocalStore, flow: Flow):
    shop = shop.with_new_account(flow)
    checkout = await change(shop.services, "anna", None, AddProduct(slug="yame-sencha"))
    shop.wire.answers_to_lose = EVERY_TRY
    with pytest.raises(Refusal, match="couldn't reach"):
        await open_session(shop.services, checkout.id, ORIGIN)
    await shop.toggled("anna", checkout.id)
    form = await open_session(shop.services, checkout.id, ORIGIN)
    assert len(set(await creations(shop, flow))) == 2
    payment = await shop.services.payments(flow).retrieve(str(form.checkout.session_id))
    assert (payment.amount, payment.revision) == (form.checkout.quote.total, form.checkout.revision)


@BOTH_WAYS
async def test_each_shopper_has_keys_of_their_own(shop: LocalStore, flow: Flow):
    shop = shop.with_new_account(flow)
    forms = [await shop.opened(shopper) for shopper in ("anna", "ben", "cleo")]
    for form in forms:
        await shop.synced((await shop.toggled(form.checkout.shopper, form.checkout.id)).id)
    assert len(set(await creations(shop, flow))) == 3
    written = [key for form in forms for key in await updates(shop, form.checkout)]
    assert len(set(written)) == len(written) == 3


@BOTH_WAYS
async def test_each_revision_is_written_under_a_key_of_its_own(shop: LocalStore, flow: Flow):
    shop = shop.with_new_account(flow)
    form = await shop.opened("anna")
    for number in range(4):
        checkout = await shop.synced((await shop.toggled("anna", form.checkout.id, on=not number % 2)).id)
        assert checkout.in_step
    written = await updates(shop, form.checkout)
    assert len(set(written)) == len(written) == 4
    assert not set(written) & set(await creations(shop, flow))


@BOTH_WAYS
@pytest.mark.parametrize("failures", [1, 2])
async def test_a_write_that_failed_is_tried_again_under_another_key(shop: LocalStore, flow: Flow, failures: int):
    """Stripe would repeat its old answer otherwise."""
    shop = shop.with_new_account(flow)
    form = await shop.opened("anna")
    await shop.toggled("anna", form.checkout.id)
    path = f"{CREATES[flow]}/*"
    for _ in range(failures):
        await shop.fault("server_error", method="POST", path=path, times=EVERY_TRY)
        with pytest.raises(Refusal, match="couldn't reach"):
            await shop.synced(form.checkout.id)
    assert (await shop.synced(form.checkout.id)).in_step
    written = await updates(shop, form.checkout)
    assert len(written) == failures * EVERY_TRY + 1
    assert [len(set(written[try_ * 3 : try_ * 3 + 3])) for try_ in range(failures)] == [1] * failures
    assert len(set(written)) == failures + 1
    await shop.toggled("anna", form.checkout.id, on=False)
    assert (await shop.synced(form.checkout.id)).writing_attempt == 0


@BOTH_WAYS
async def test_a_new_payment_at_the_same_revision_is_written_under_other_keys(shop: LocalStore, flow: Flow):
    """Both payments are brought to the same revision: the first one's write must not answer for the second's."""
    shop = shop.with_new_account(flow)
    first = await shop.opened("anna")
    changed = await shop.toggled("anna", first.checkout.id)
    await shop.synced(changed.id)
    await ended(shop, first)
    second = await open_session(shop.services, changed.id, ORIGIN)
    await shop.services.ledger.doubt(changed.id)
    again = await shop.synced(changed.id)
    assert again.session_id == second.checkout.session_id != first.checkout.session_id
    assert again.in_step
    assert not set(await updates(shop, first.checkout)) & set(await updates(shop, again))


def test_the_key_of_a_write_says_all_that_could_make_it_another():
    write = {"id": "co_1", "session_count": 1, "revision": 2, "writing_attempt": 0}
    others = [{"id": "co_2"}, {"session_count": 2}, {"revision": 3}, {"writing_attempt": 1}, {"writing_attempt": 2}]
    made = [idempotency_key(Checkout.model_construct(**write | other)) for other in ({}, *others)]
    assert len(set(made)) == len(made)


async def test_the_two_calls_of_an_opening_with_an_address_have_two_keys(shop: LocalStore):
    form = await shop.opened("anna")
    [created] = await creations(shop, Flow.CHECKOUT_SESSION)
    [address] = await keys(shop, f"/v1/checkout/sessions/{form.checkout.session_id}")
    assert created != address


async def test_what_is_folded_has_a_key_of_its_own(shop: LocalStore):
    await shop.stripe.v1.products.list_async()  # the first call makes the account
    await shop.fault("no_preview", times=None)
    form = await shop.opened("anna")
    made = await creations(shop, Flow.CHECKOUT_SESSION)
    assert len(set(made)) == len(made) == 2
    await shop.synced((await shop.toggled("anna", form.checkout.id)).id)
    again = shop.another_worker()  # does not know yet that discounts are folded here
    await change(again, "anna", form.checkout.id, SetAddOn(key="gift_wrap", on=False))
    await open_session(again, form.checkout.id, ORIGIN)
    from_now_on = await shop.synced(form.checkout.id)
    assert from_now_on.in_step


async def test_a_plan_that_keeps_its_trial_is_written_under_a_key_of_its_own(shop: LocalStore):
    await shop.stripe.v1.products.list_async()
    checkout = await join(shop.services, "anna", Join(plan="tea_club"))
    await change(shop.services, "anna", checkout.id, SignIn(member="gold"))
    form = await open_session(shop.services, checkout.id, ORIGIN)
    await shop.fault("no_preview", times=None)
    await change(shop.services, "anna", checkout.id, SetReferral(code="SECONDCUP"))  # which gives less than Gold has
    assert (await shop.synced(checkout.id)).in_step
    written = await updates(shop, form.checkout)
    assert len(set(written)) == len(written) == 2


async def signed_in(shop: LocalStore, shopper: str, member: str) -> None:
    checkout = await change(shop.services, shopper, None, AddProduct(slug="yame-sencha"))
    await change(shop.services, shopper, checkout.id, SignIn(member=member))
    await open_session(shop.services, checkout.id, ORIGIN)
    with suppress(SessionEnded):
        await shop.synced(checkout.id)
    await open_session(shop.services, checkout.id, ORIGIN)


async def test_a_customer_is_one_shopper_as_one_member(shop: LocalStore):
    for shopper, member in (("anna", "gold"), ("anna", "silver"), ("ben", "gold"), ("anna", "gold")):
        await signed_in(shop, shopper, member)
    made = await keys(shop, "/v1/customers")
    assert len(set(made)) == len(made) == 3, "whoever is known is not made again"


async def test_a_customer_whose_making_was_lost_is_made_once(shop: LocalStore):
    checkout = await change(shop.services, "anna", None, AddProduct(slug="yame-sencha"))
    await change(shop.services, "anna", checkout.id, SignIn(member="gold"))
    shop.wire.answers_to_lose = EVERY_TRY
    with pytest.raises(Refusal, match="couldn't reach"):
        await open_session(shop.services, checkout.id, ORIGIN)
    await open_session(shop.services, checkout.id, ORIGIN)
    assert len(set(await keys(shop, "/v1/customers"))) == 1
    assert len((await shop.stripe.v1.customers.list_async()).data) == 1


async def test_a_tax_rate_is_made_once_by_whichever_worker_and_each_tax_has_its_own(shop: LocalStore):
    form = await shop.opened("anna")
    for there in (NEW_YORK, HAWAII, BERLIN, NEW_YORK):
        await change(
            shop.services,
            "anna",
            form.checkout.id,
            SetDestination(destination=Address.model_validate(there.model_dump())),
        )
        await shop.synced(form.checkout.id)
    assert len(set(await keys(shop, "/v1/tax_rates"))) == 3
    other = shop.another_worker()

    async def none_is_listed_yet(request: httpx.Request) -> httpx.Response | None:
        empty = {"object": "list", "data": [], "has_more": False, "url": "/v1/tax_rates"}
        lists = request.method == "GET" and request.url.path == "/v1/tax_rates"
        return httpx.Response(200, json=empty) if lists else None

    shop.wire.meanwhile = none_is_listed_yet
    checkout = await change(other, "ben", None, AddProduct(slug="yame-sencha"))
    await change(other, "ben", checkout.id, SetDestination(destination=Address.model_validate(HAWAII.model_dump())))
    await open_session(other, checkout.id, ORIGIN)
    shop.wire.meanwhile = None
    assert len(await keys(shop, "/v1/tax_rates")) == 4
    assert len((await shop.stripe.v1.tax_rates.list_async()).data) == 3
