"""One write at a time, its right given back however it ends, and changes taken back that Stripe will never take."""

import asyncio

import httpx
import pytest

from rxapp.checkout import syncing
from rxapp.checkout.changing import change
from rxapp.checkout.opening import open_session
from rxapp.checkout.stripe_refusals import TOO_SMALL
from rxapp.checkout.syncing import TOO_SMALL_TAKEN_BACK
from rxapp.orders.records import Checkout, Flow, Status
from rxapp.shop.changes import AddProduct, RemoveProduct, SetDonation, SetQuantity, SignIn
from rxapp.shop.refusal import (
    BeingPaid,
    ChangeTakenBack,
    PaymentServiceRefused,
    PaymentServiceUnavailable,
    Refusal,
    SessionEnded,
)
from tests.faults.local_store import ORIGIN, LocalStore, Meanwhile, refusal
from tests.unit.checkout.conftest import Waits

BOTH_WAYS = pytest.mark.parametrize("flow", Flow)


async def changed(shop: LocalStore) -> Checkout:
    """A change that Stripe doesn't know yet."""
    return await shop.toggled("anna", (await shop.opened("anna")).checkout.id)


async def writes(shop: LocalStore, checkout: Checkout) -> int:
    return len(await shop.calls("POST", f"*/{checkout.session_id}"))


def to_writes(answer: httpx.Response) -> Meanwhile:
    """Stripe answers every write so."""

    async def meanwhile(request: httpx.Request) -> httpx.Response | None:
        writes = request.method == "POST" and not request.url.path.endswith(("/expire", "/cancel"))
        return answer if writes else None

    return meanwhile


async def free(shop: LocalStore, checkout: Checkout) -> bool:
    """Whether the right to write is to be had."""
    return await shop.services.ledger.begin_write(checkout.id) is not None


async def test_what_is_in_step_is_not_written(shop: LocalStore):
    form = await shop.opened("anna")
    before = await writes(shop, form.checkout)
    assert await shop.synced(form.checkout.id) == form.checkout
    assert await writes(shop, form.checkout) == before
    assert form.checkout.in_step


async def test_an_empty_cart_is_not_written(shop: LocalStore):
    form = await shop.opened("anna")
    before = await writes(shop, form.checkout)
    empty = await change(shop.services, "anna", form.checkout.id, RemoveProduct(slug="yame-sencha"))
    assert await shop.synced(form.checkout.id) == empty
    assert await writes(shop, form.checkout) == before


async def test_without_a_session_there_is_nothing_to_write(shop: LocalStore):
    checkout = await change(shop.services, "anna", None, AddProduct(slug="yame-sencha"))
    with pytest.raises(SessionEnded, match="has ended"):
        await shop.synced(checkout.id)
    assert await free(shop, checkout)


@pytest.mark.parametrize("status", [status for status in Status if status != Status.OPEN])
async def test_only_what_is_open_is_written(shop: LocalStore, status: Status):
    checkout = await changed(shop)
    before = await writes(shop, checkout)
    for to in (Status.ON_ITS_WAY, status) if status == Status.FAILED else (status,):
        moved = await shop.services.ledger.move(checkout.id, to, "a test says so")
        assert moved.status == to
    with pytest.raises(Refusal) as refused:
        await shop.synced(checkout.id)
    assert type(refused.value) is (BeingPaid if status in (Status.PLACING, Status.ON_ITS_WAY) else SessionEnded)
    assert await writes(shop, checkout) == before


@BOTH_WAYS
async def test_another_workers_write_is_waited_for(shop: LocalStore, flow: Flow, instead_of_waiting: Waits):
    shop = shop.with_new_account(flow)
    checkout = await changed(shop)
    before = await writes(shop, checkout)
    assert await shop.services.ledger.begin_write(checkout.id)
    looks = 0

    async def look_again(_seconds: float) -> None:
        nonlocal looks
        looks += 1
        if looks == 3:
            await shop.services.ledger.finish_write(checkout.id, str(checkout.session_id), checkout.revision, {})

    instead_of_waiting(syncing, look_again)
    assert (await shop.synced(checkout.id)).in_step
    assert looks == 3
    assert await writes(shop, checkout) == before, "the other one's carried the change"


async def test_the_pause_of_a_burst_is_as_long_as_it_says(instead_of_waiting: Waits):
    waited: list[float] = []

    async def wait(seconds: float) -> None:
        waited.append(seconds)

    instead_of_waiting(syncing, wait)
    await syncing.pause()
    assert waited == [syncing.PAUSE_SECONDS]


async def test_the_wait_for_another_worker_ends(shop: LocalStore, monkeypatch: pytest.MonkeyPatch):
    checkout = await changed(shop)
    assert await shop.services.ledger.begin_write(checkout.id)
    monkeypatch.setattr(syncing, "SYNC_SECONDS", 0.05)
    with pytest.raises(PaymentServiceUnavailable):
        await shop.synced(checkout.id)


async def test_in_one_process_one_writes_for_all(shop: LocalStore):
    checkout = await changed(shop)
    before = await writes(shop, checkout)
    done = await asyncio.gather(*(shop.synced(checkout.id) for _ in range(5)))
    assert all(one.in_step for one in done)
    assert await writes(shop, checkout) == before + 1
    assert shop.wire.most_writes == 1


async def test_whoever_goes_away_leaves_the_right_to_write(shop: LocalStore):
    checkout = await changed(shop)
    arrived = asyncio.Event()

    async def nobody_answers(request: httpx.Request) -> httpx.Response | None:
        if request.method == "POST":
            arrived.set()
            await asyncio.Event().wait()
        return None

    shop.wire.meanwhile = nobody_answers
    writing = asyncio.create_task(shop.synced(checkout.id))
    await arrived.wait()
    assert not await free(shop, checkout)
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    shop.wire.meanwhile = None
    after = await shop.synced(checkout.id)
    assert after.in_step


async def test_a_bug_of_ours_leaves_it_too(shop: LocalStore, monkeypatch: pytest.MonkeyPatch):
    checkout = await changed(shop)

    async def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(shop.services.sessions, "update", broken)
    with pytest.raises(ZeroDivisionError):
        await shop.synced(checkout.id)
    assert await free(shop, checkout)


FAILURES = [
    (refusal(code="amount_too_small", param="line_items"), ChangeTakenBack, TOO_SMALL_TAKEN_BACK),
    (refusal(code="amount_too_large", param="line_items"), ChangeTakenBack, ChangeTakenBack.sentence),
    (refusal(param="line_items[0]"), ChangeTakenBack, ChangeTakenBack.sentence),
    (
        refusal(code="resource_missing", param="line_items[0][id]"),
        PaymentServiceRefused,
        PaymentServiceRefused.sentence,
    ),
    (refusal(status=403, message="You may not."), PaymentServiceRefused, PaymentServiceRefused.sentence),
    (refusal(status=402, type="card_error", param="amount"), PaymentServiceRefused, PaymentServiceRefused.sentence),
    (refusal(status=500, type="api_error"), PaymentServiceUnavailable, PaymentServiceUnavailable.sentence),
]


@BOTH_WAYS
@pytest.mark.parametrize(("answer", "kind", "message"), FAILURES)
async def test_a_write_that_stripe_does_not_take(
    shop: LocalStore, flow: Flow, answer: httpx.Response, kind: type[Refusal], message: str
):
    shop = shop.with_new_account(flow)
    checkout = await changed(shop)
    shop.wire.meanwhile = to_writes(answer)
    with pytest.raises(Refusal) as refused:
        await shop.synced(checkout.id)
    assert (type(refused.value), refused.value.control, refused.value.message) == (kind, "checkout", message)
    shop.wire.meanwhile = None
    after = await shop.services.ledger.checkout(checkout.id)
    assert not after.in_step
    if kind is ChangeTakenBack:
        assert after.cart.add_ons == frozenset(), "as it was before the toggle"
        assert after.revision == checkout.revision + 1
    else:
        assert (after.cart, after.revision) == (checkout.cart, checkout.revision)
    again = await shop.synced(checkout.id)
    assert (again.in_step, again.cart) == (True, after.cart)


@BOTH_WAYS
@pytest.mark.parametrize(
    ("code", "message"), [("amount_too_small", TOO_SMALL), ("amount_too_large", PaymentServiceRefused.sentence)]
)
async def test_a_change_made_meanwhile_is_not_taken_back(shop: LocalStore, flow: Flow, code: str, message: str):
    shop = shop.with_new_account(flow)
    checkout = await changed(shop)

    async def the_shopper_goes_on(request: httpx.Request) -> httpx.Response | None:
        if request.method != "POST":
            return None
        await change(shop.services, "anna", checkout.id, SetQuantity(slug="yame-sencha", quantity=3))
        return refusal(code=code, param="amount")

    shop.wire.meanwhile = the_shopper_goes_on
    with pytest.raises(Refusal) as refused:
        await shop.synced(checkout.id)
    assert refused.value.message == message
    shop.wire.meanwhile = None
    after = await shop.services.ledger.checkout(checkout.id)
    assert (after.cart.quantity_of("yame-sencha"), after.cart.add_ons) == (3, checkout.cart.add_ons)
    assert (await shop.synced(checkout.id)).in_step


@BOTH_WAYS
async def test_all_that_stripe_has_never_confirmed_is_taken_back(shop: LocalStore, flow: Flow):
    shop = shop.with_new_account(flow)
    form = await shop.opened("anna")
    await shop.toggled("anna", form.checkout.id)
    kept = await shop.synced(form.checkout.id)
    for wanted in (
        SetQuantity(slug="yame-sencha", quantity=3),
        SetDonation(typed="5"),
        AddProduct(slug="kyoto-hojicha"),
    ):
        last = await change(shop.services, "anna", kept.id, wanted)
    shop.wire.meanwhile = to_writes(refusal(code="amount_too_large", param="amount"))
    with pytest.raises(ChangeTakenBack):
        await shop.synced(kept.id)
    shop.wire.meanwhile = None
    after = await shop.services.ledger.checkout(kept.id)
    assert (after.cart, after.quote, after.revision) == (kept.cart, kept.quote, last.revision + 1)


async def test_where_nothing_was_changed_nothing_is_taken_back(shop: LocalStore):
    """Stripe is where it was and refuses it now: taking back would go round and round."""
    form = await shop.opened("anna")
    doubted = await shop.services.ledger.doubt(form.checkout.id)
    shop.wire.retouch = lambda answer: answer.update(currency="eur")
    shop.wire.meanwhile = to_writes(refusal(code="amount_too_large", param="line_items"))
    with pytest.raises(Refusal) as refused:
        await shop.synced(form.checkout.id)
    assert (type(refused.value), refused.value.message) == (PaymentServiceRefused, PaymentServiceRefused.sentence)
    after = await shop.services.ledger.checkout(form.checkout.id)
    assert (after.revision, after.cart) == (doubted.revision, form.checkout.cart)


@BOTH_WAYS
@pytest.mark.parametrize(("first", "then"), [("gold", ""), ("gold", "silver"), ("silver", "gold")])
async def test_a_customers_payment_is_never_somebody_elses(shop: LocalStore, flow: Flow, first: str, then: str):
    shop = shop.with_new_account(flow)
    checkout = await change(shop.services, "anna", None, AddProduct(slug="kyoto-hojicha"))
    await change(shop.services, "anna", checkout.id, SignIn(member=first))
    form = await open_session(shop.services, checkout.id, ORIGIN)
    assert form.checkout.customer_id
    await change(shop.services, "anna", checkout.id, SignIn(member=then))
    before = await writes(shop, form.checkout)
    with pytest.raises(SessionEnded):
        await shop.synced(checkout.id)
    assert await writes(shop, form.checkout) == before
    assert (await shop.services.payments(flow).retrieve(str(form.checkout.session_id))).status == "expired"
    after = await shop.services.ledger.checkout(checkout.id)
    assert (after.session_id, after.cart.member) == (None, then)
    again = await open_session(shop.services, checkout.id, ORIGIN)
    assert bool(again.checkout.customer_id) == bool(then)
    assert again.checkout.customer_id != form.checkout.customer_id


@BOTH_WAYS
async def test_a_customer_is_said_once(shop: LocalStore, flow: Flow):
    shop = shop.with_new_account(flow)
    form = await shop.opened("anna")
    await change(shop.services, "anna", form.checkout.id, SignIn(member="silver"))
    signed_in = await shop.synced(form.checkout.id)
    await shop.toggled("anna", form.checkout.id)
    after = await shop.synced(form.checkout.id)
    assert after.customer_id == signed_in.customer_id
    said = [call["params"].get("customer") for call in await shop.calls("POST", f"*/{form.checkout.session_id}")]
    assert said[-2:] == [signed_in.customer_id, None]
    assert (await shop.services.payments(flow).retrieve(str(after.session_id))).customer_id == signed_in.customer_id


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (refusal(), PaymentServiceRefused.sentence),
        (refusal(status=500, type="api_error"), PaymentServiceUnavailable.sentence),
    ],
)
async def test_what_cannot_be_ended_is_not_replaced(shop: LocalStore, answer: httpx.Response, message: str):
    checkout = await change(shop.services, "anna", None, AddProduct(slug="yame-sencha"))
    await change(shop.services, "anna", checkout.id, SignIn(member="gold"))
    form = await open_session(shop.services, checkout.id, ORIGIN)
    await change(shop.services, "anna", checkout.id, SignIn(member=""))

    async def stays_open(request: httpx.Request) -> httpx.Response | None:
        return answer if request.url.path.endswith("/expire") else None

    shop.wire.meanwhile = stays_open
    with pytest.raises(Refusal) as refused:
        await shop.synced(checkout.id)
    assert refused.value.message == message
    assert (await shop.services.ledger.checkout(checkout.id)).session_id == form.checkout.session_id


@pytest.mark.parametrize("lines", [11, 13])
async def test_a_cart_of_more_than_a_page_of_lines_keeps_each_of_them(shop: LocalStore, lines: int):
    slugs = [product.slug for product in shop.services.catalog.products][: lines - 1]
    for slug in slugs:
        await change(shop.services, "anna", None, AddProduct(slug=slug))
    checkout = await change(shop.services, "anna", None, AddProduct(slug=slugs[0]))
    if lines > 12:
        await change(shop.services, "anna", checkout.id, SetDonation(typed="5"))
    await shop.toggled("anna", checkout.id)
    form = await open_session(shop.services, checkout.id, ORIGIN)
    count = len(form.checkout.quote.lines)
    assert count > 10
    assert set(form.checkout.stripe_items) == {line.key for line in form.checkout.quote.lines}
    await change(shop.services, "anna", checkout.id, SetQuantity(slug=slugs[-1], quantity=4))
    after = await shop.synced(checkout.id)
    assert {key: item.id for key, item in after.stripe_items.items()} == {
        key: item.id for key, item in form.checkout.stripe_items.items()
    }
    assert after.stripe_items[f"product:{slugs[-1]}"].quantity == 4
    last = (await shop.calls("POST", f"*/{after.session_id}"))[-1]
    assert [bool(item.get("id")) for item in last["params"]["line_items"]] == [True] * count
