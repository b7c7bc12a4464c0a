"""A change begins its write at Stripe itself; whoever asks for it joins it, and hears how it ended."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
import pytest

from rxapp.checkout import syncing, writes_ahead
from rxapp.checkout.changing import change
from rxapp.checkout.syncing import change_ahead, sync
from rxapp.checkout.writes_ahead import WritesAhead
from rxapp.orders import rights
from rxapp.orders.records import Checkout, Flow
from rxapp.shop.changes import AddProduct, RemoveProduct, SetAddOn, SetDonation
from rxapp.shop.refusal import ChangeTakenBack, PaymentServiceRefused, SessionEnded
from tests.faults.local_store import LocalStore, refusal
from tests.local_stripe import PATIENCE_SECONDS
from tests.unit.checkout.test_syncing import BOTH_WAYS, to_writes, writes


@pytest.fixture(autouse=True)
def changes_go_ahead(shop: LocalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing counts as one burst with what was before it."""
    monkeypatch.setattr(rights, "BURST", timedelta(0))


class Gate:
    """Holds back every write at Stripe until it is opened."""

    def __init__(self, shop: LocalStore) -> None:
        self.arrived, self.opened = asyncio.Event(), asyncio.Event()
        shop.wire.meanwhile = self._wait

    async def reached(self) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self.arrived.wait()

    async def _wait(self, request: httpx.Request) -> httpx.Response | None:
        if request.method == "POST":
            self.arrived.set()
            await self.opened.wait()
        return None


async def wrapped(shop: LocalStore, checkout: Checkout, on: bool = True) -> Checkout:
    return await change_ahead(shop.services, "anna", checkout.id, SetAddOn(key="gift_wrap", on=on))


async def changed_alone(shop: LocalStore, checkout: Checkout) -> Checkout:
    """A change that leaves the write to whoever asks for it."""
    return await change(shop.services, "anna", checkout.id, SetAddOn(key="gift_wrap", on=True))


async def turns(many: int = 50) -> None:
    """Lets whoever can go on go on."""
    for _ in range(many):
        await asyncio.sleep(0)


@BOTH_WAYS
async def test_a_change_is_written_though_nobody_asks(shop: LocalStore, flow: Flow):
    shop = shop.with_new_account(flow)
    form = await shop.opened("anna")
    before = await writes(shop, form.checkout)
    changed = await wrapped(shop, form.checkout)
    assert (changed.revision, changed.in_step) == (form.checkout.revision + 1, False), "its answer waits for nothing"
    await shop.services.ahead.finish()
    assert (await shop.services.ledger.checkout(changed.id)).in_step
    assert await writes(shop, form.checkout) == before + 1


async def test_whoever_asks_joins_the_write_that_is_under_way(shop: LocalStore):
    form = await shop.opened("anna")
    gate, before = Gate(shop), await writes(shop, form.checkout)
    changed = await wrapped(shop, form.checkout)
    await gate.reached()
    asking = [asyncio.ensure_future(sync(shop.services, changed.id)) for _ in range(3)]
    await turns()
    assert not any(one.done() for one in asking)
    gate.opened.set()
    assert {(await one).synced_revision for one in asking} == {changed.revision}
    assert await writes(shop, form.checkout) == before + 1


async def test_whoever_asks_after_its_end_is_told_at_once(shop: LocalStore):
    form = await shop.opened("anna")
    before = await writes(shop, form.checkout)
    changed = await wrapped(shop, form.checkout)
    await shop.services.ahead.finish()
    assert (await sync(shop.services, changed.id)).synced_revision == changed.revision
    assert await writes(shop, form.checkout) == before + 1


@BOTH_WAYS
async def test_what_was_changed_after_its_end_is_written_too(shop: LocalStore, flow: Flow):
    shop = shop.with_new_account(flow)
    form = await shop.opened("anna")
    await wrapped(shop, form.checkout)
    await shop.services.ahead.finish()
    assert shop.services.ahead.get(form.checkout.id), "nobody has heard of its end"
    latest = await change(shop.services, "anna", form.checkout.id, SetAddOn(key="gift_wrap", on=False))
    written = await sync(shop.services, form.checkout.id)
    assert (written.synced_revision, written.quote) == (latest.revision, latest.quote)
    payment = await shop.services.payments(flow).retrieve(str(form.checkout.session_id))
    assert (payment.revision, payment.amount) == (latest.revision, latest.quote.total)


@pytest.mark.parametrize("many", [2, 5, 20])
async def test_a_burst_costs_two_writes(shop: LocalStore, many: int):
    form = await shop.opened("anna")
    gate, before = Gate(shop), await writes(shop, form.checkout)
    latest = await wrapped(shop, form.checkout)
    await gate.reached()
    for number in range(1, many):
        latest = await wrapped(shop, form.checkout, on=number % 2 == 0)
    asking = [asyncio.ensure_future(sync(shop.services, form.checkout.id)) for _ in range(many)]
    await turns()
    gate.opened.set()
    assert {(await one).synced_revision for one in asking} == {latest.revision}
    assert await writes(shop, form.checkout) == before + 2, "the first change, and all the others"
    assert shop.wire.most_writes == 1


@pytest.mark.parametrize("more", [0, 1, syncing.LONGEST_BURST - 1, 1000])
async def test_whoever_goes_on_clicking_costs_one_write_when_they_stop_and_never_waits_for_ever(
    shop: LocalStore, monkeypatch: pytest.MonkeyPatch, more: int
):
    form = await shop.opened("anna")
    before = await writes(shop, form.checkout)
    monkeypatch.setattr(rights, "BURST", timedelta(days=1))  # nothing is ahead
    clicks = iter(range(more))

    async def click_meanwhile() -> None:
        if (number := next(clicks, None)) is not None:
            await wrapped(shop, form.checkout, on=number % 2 == 0)

    monkeypatch.setattr(syncing, "pause", click_meanwhile)
    for on in (True, False):
        await wrapped(shop, form.checkout, on=on)
    written = await sync(shop.services, form.checkout.id)
    assert written.in_step
    assert (next(clicks, None) is None) is (more < 1000)
    assert await writes(shop, form.checkout) == before + 1


async def test_a_single_change_waits_for_nothing(shop: LocalStore, monkeypatch: pytest.MonkeyPatch):
    form = await shop.opened("anna")
    monkeypatch.setattr(rights, "BURST", timedelta(days=1))
    changed = await wrapped(shop, form.checkout)

    async def never() -> None:
        raise AssertionError("it waits")

    monkeypatch.setattr(syncing, "pause", never)
    assert (await sync(shop.services, changed.id)).synced_revision == changed.revision


async def test_what_follows_closely_is_of_the_burst_and_waits_to_be_asked_for(
    shop: LocalStore, monkeypatch: pytest.MonkeyPatch
):
    form = await shop.opened("anna")
    before = await writes(shop, form.checkout)
    monkeypatch.setattr(rights, "BURST", timedelta(days=1))
    changed = await wrapped(shop, form.checkout)
    assert shop.services.ahead.get(changed.id) is None
    assert await writes(shop, form.checkout) == before
    assert (await sync(shop.services, changed.id)).in_step


async def no_session(shop: LocalStore) -> Checkout:
    return await change(shop.services, "anna", None, AddProduct(slug="yame-sencha"))


async def being_written(shop: LocalStore) -> Checkout:
    checkout = (await shop.opened("anna")).checkout
    await shop.services.ledger.begin_write(checkout.id)
    return checkout


async def doubted(shop: LocalStore) -> Checkout:
    return await shop.services.ledger.doubt((await shop.opened("anna")).checkout.id)


async def test_a_change_that_changes_nothing_writes_nothing(shop: LocalStore):
    form = await shop.opened("anna")
    assert await wrapped(shop, form.checkout, on=False) == form.checkout
    emptied = await change_ahead(shop.services, "anna", form.checkout.id, RemoveProduct(slug="yame-sencha"))
    assert shop.services.ahead.get(emptied.id) is None, "nor one that leaves nothing to pay"


@pytest.mark.parametrize("state", [no_session, being_written, doubted])
async def test_only_a_form_in_step_goes_ahead(shop: LocalStore, state: Callable[[LocalStore], Awaitable[Checkout]]):
    checkout = await state(shop)
    await wrapped(shop, checkout)
    assert shop.services.ahead.get(checkout.id) is None


async def test_a_failure_is_heard_once_and_then_tried_again(shop: LocalStore):
    form = await shop.opened("anna")
    before = await writes(shop, form.checkout)
    shop.wire.meanwhile = to_writes(refusal(status=402, message="No."))
    changed = await wrapped(shop, form.checkout)
    await shop.services.ahead.finish()
    shop.wire.meanwhile = None
    with pytest.raises(PaymentServiceRefused):
        await sync(shop.services, changed.id)
    assert await writes(shop, form.checkout) == before, "Stripe was not asked a second time"
    assert (await sync(shop.services, changed.id)).synced_revision == changed.revision


async def test_everybody_who_waits_hears_the_same_failure(shop: LocalStore):
    form = await shop.opened("anna")
    gate = Gate(shop)
    changed = await wrapped(shop, form.checkout)
    await gate.reached()
    asking = [asyncio.ensure_future(sync(shop.services, changed.id)) for _ in range(2)]
    await turns()
    shop.wire.retouch = lambda answer: answer.update(amount_total=1)  # Stripe has another total
    gate.opened.set()
    refused = await asyncio.gather(*asking, return_exceptions=True)
    assert [type(one).__name__ for one in refused] == ["TotalsDisagree"] * 2


async def test_a_failure_of_what_has_changed_since_says_nothing(shop: LocalStore):
    form = await shop.opened("anna")
    shop.wire.meanwhile = to_writes(refusal(status=402, message="No."))
    await wrapped(shop, form.checkout)
    await shop.services.ahead.finish()
    shop.wire.meanwhile = None
    later = await change_ahead(shop.services, "anna", form.checkout.id, SetDonation(typed="5"))
    assert (await sync(shop.services, later.id)).synced_revision == later.revision


async def test_a_change_that_stripe_will_not_take_is_taken_back_and_said_once(shop: LocalStore):
    form = await shop.opened("anna")
    shop.wire.meanwhile = to_writes(refusal(code="amount_too_large", param="line_items"))
    changed = await wrapped(shop, form.checkout)
    await shop.services.ahead.finish()
    shop.wire.meanwhile = None
    with pytest.raises(ChangeTakenBack):
        await sync(shop.services, changed.id)
    after = await sync(shop.services, changed.id)
    assert (after.cart, after.revision) == (form.checkout.cart, changed.revision + 1)


async def test_a_session_that_has_ended_is_said_as_ever(shop: LocalStore):
    form = await shop.opened("anna")
    await shop.services.sessions.expire(str(form.checkout.session_id))
    changed = await wrapped(shop, form.checkout)
    with pytest.raises(SessionEnded):
        await sync(shop.services, changed.id)


async def test_a_bug_of_ours_is_not_kept_to_itself(shop: LocalStore, monkeypatch: pytest.MonkeyPatch):
    async def breaks(*_: object) -> None:
        raise ZeroDivisionError

    form = await shop.opened("anna")
    monkeypatch.setattr(shop.services.sessions, "update", breaks)
    changed = await wrapped(shop, form.checkout)
    with pytest.raises(ZeroDivisionError):
        await sync(shop.services, changed.id)


async def test_whoever_goes_away_leaves_the_write_alone(shop: LocalStore):
    form = await shop.opened("anna")
    gate, before = Gate(shop), await writes(shop, form.checkout)
    changed = await wrapped(shop, form.checkout)
    await gate.reached()
    asking = asyncio.ensure_future(sync(shop.services, changed.id))
    await turns()
    asking.cancel()
    await asyncio.wait([asking])
    await turns()
    ahead = shop.services.ahead.get(changed.id)
    assert ahead and not ahead.end.done()
    gate.opened.set()
    assert (await sync(shop.services, changed.id)).synced_revision == changed.revision
    assert await writes(shop, form.checkout) == before + 1


async def test_another_worker_waits_by_the_ledger(shop: LocalStore, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("rxapp.checkout.syncing.LOOK_AGAIN_SECONDS", 0)
    form = await shop.opened("anna")
    gate, before = Gate(shop), await writes(shop, form.checkout)
    changed = await wrapped(shop, form.checkout)
    await gate.reached()
    asking = asyncio.ensure_future(sync(shop.another_worker(), changed.id))
    await turns()
    gate.opened.set()
    assert (await asking).synced_revision == changed.revision
    assert await writes(shop, form.checkout) == before + 1


@pytest.mark.parametrize("ahead", [True, False])
async def test_a_store_that_stops_lets_it_end(shop: LocalStore, ahead: bool):
    form = await shop.opened("anna")
    gate = Gate(shop)
    make = wrapped if ahead else changed_alone
    changed = await make(shop, form.checkout)
    asking = asyncio.ensure_future(sync(shop.services, changed.id))
    await gate.reached()
    stopping = asyncio.create_task(shop.services.finish_writes(seconds=60))
    await turns()
    assert not stopping.done()
    gate.opened.set()
    await stopping
    assert (await shop.services.ledger.checkout(changed.id)).in_step
    assert (await asking).in_step


async def test_what_nobody_asks_about_is_forgotten(shop: LocalStore, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(writes_ahead, "KEPT_SECONDS", 0)
    form = await shop.opened("anna")
    shop.wire.meanwhile = to_writes(refusal(status=402, message="No."))
    await wrapped(shop, form.checkout)
    await shop.services.ahead.finish()
    await turns()
    assert shop.services.ahead.get(form.checkout.id) is None


async def test_hearing_of_an_earlier_write_forgets_no_later_one(shop: LocalStore):
    """As when the time of the earlier one is up while the later one is still under way."""
    checkout = (await shop.opened("anna")).checkout

    async def written() -> Checkout:
        return checkout

    writes = WritesAhead()
    writes.begin(checkout, written())
    earlier = writes.get(checkout.id)
    assert earlier
    writes.begin(checkout, written())
    later = writes.get(checkout.id)
    writes.heard(checkout.id, earlier)
    assert later and writes.get(checkout.id) is later
    writes.heard(checkout.id, later)
    assert writes.get(checkout.id) is None
