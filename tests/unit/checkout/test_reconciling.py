"""What the reconciler looks after, and when; each of its paths asks Stripe before it decides."""

import asyncio
import re
from datetime import timedelta

import pytest

from rxapp.checkout import reconciling
from rxapp.checkout.changing import change
from rxapp.checkout.joining import join
from rxapp.checkout.placing import place
from rxapp.checkout.reconciling import COOKIE_LIFE, KEPT, reconcile
from rxapp.orders import overdue
from rxapp.orders.models import now
from rxapp.orders.records import Checkout, Flow, Status
from rxapp.settings import settings
from rxapp.shop.changes import AddProduct, Join
from rxapp.shop.refusal import Refusal
from tests.faults.local_store import LocalStore

STUCK = timedelta(seconds=settings.stuck_seconds)
SOON = timedelta(seconds=30)
BOTH_WAYS = pytest.mark.parametrize("flow", Flow)


async def found(shop: LocalStore, checkout: Checkout) -> Checkout:
    return await shop.services.ledger.checkout(checkout.id)


async def lost(shop: LocalStore, shopper: str = "anna") -> Checkout:
    """A write of whose end nobody knows."""
    checkout = await shop.toggled(shopper, (await shop.opened(shopper)).checkout.id)
    shop.wire.answers_to_lose = 3
    with pytest.raises(Refusal):
        await shop.synced(checkout.id)
    return checkout


@BOTH_WAYS
async def test_a_payment_on_its_way_is_left_alone_at_first(shop: LocalStore, flow: Flow):
    shop = shop.with_new_account(flow)
    paid = (await shop.paid("anna")).checkout
    asked = len(await shop.calls("GET"))
    await reconcile(shop.services, at=now() + STUCK - SOON)
    assert ((await found(shop, paid)).status, len(await shop.calls("GET"))) == (Status.PLACING, asked)
    await reconcile(shop.services, at=now() + STUCK + SOON)
    assert (await found(shop, paid)).status == Status.PAID


@BOTH_WAYS
async def test_a_write_whose_end_is_unknown_is_brought_in_step(shop: LocalStore, flow: Flow):
    shop = shop.with_new_account(flow)
    checkout = await lost(shop)
    await reconcile(shop.services, at=now() + STUCK - SOON)
    assert not (await found(shop, checkout)).in_step
    await reconcile(shop.services, at=now() + STUCK + SOON)
    after = await found(shop, checkout)
    assert (after.status, after.in_step, after.writing_revision) == (Status.OPEN, True, None)


async def test_what_is_in_step_or_was_never_written_asks_nothing(shop: LocalStore):
    await shop.opened("anna")
    await change(shop.services, "ben", None, AddProduct(slug="yame-sencha"))
    asked = len(await shop.calls())
    await reconcile(shop.services, at=now() + STUCK + SOON)
    assert len(await shop.calls()) == asked


@BOTH_WAYS
@pytest.mark.parametrize("bank_asks_for", [timedelta(minutes=4), timedelta(minutes=6)])
async def test_a_bank_is_waited_for_so_long(shop: LocalStore, flow: Flow, bank_asks_for: timedelta):
    shop = shop.with_new_account(flow)
    form = await shop.opened("anna")
    await place(shop.services, "anna", form.checkout.id, form.checkout.revision, 2300)
    assert await shop.confirmation(form.client_secret, 2300, "pm_card_authenticationRequired")
    await reconcile(shop.services, at=now() + bank_asks_for)
    after = await found(shop, form.checkout)
    if bank_asks_for < timedelta(seconds=settings.bank_seconds):
        assert (after.status, after.session_id) == (Status.PLACING, form.checkout.session_id)
    else:
        assert (after.status, after.session_id) == (Status.OPEN, None)


@pytest.mark.parametrize(
    ("days", "status"), [(0, Status.OPEN), (89, Status.OPEN), (91, Status.EXPIRED), (400, Status.EXPIRED)]
)
async def test_a_cart_is_kept_as_long_as_its_cookie(shop: LocalStore, days: int, status: Status):
    form = await shop.opened("anna")
    await reconcile(shop.services, at=now() + timedelta(days=days))
    assert (await found(shop, form.checkout)).status == status
    assert timedelta(days=90) == COOKIE_LIFE


async def test_what_never_had_a_session_is_abandoned_and_what_had_one_has_expired(shop: LocalStore):
    never = await change(shop.services, "anna", None, AddProduct(slug="yame-sencha"))
    had = (await shop.opened("ben")).checkout
    await shop.services.ledger.replace_session(had.id, str(had.session_id))
    asked = len(await shop.calls("GET"))
    await reconcile(shop.services, at=now() + COOKIE_LIFE + SOON)
    assert ((await found(shop, never)).status, (await found(shop, had)).status) == (Status.ABANDONED, Status.EXPIRED)
    assert len(await shop.calls("GET")) == asked, "there is nothing to ask about"


@BOTH_WAYS
async def test_a_forgotten_cart_that_was_paid_is_an_order(
    shop: LocalStore, flow: Flow, caplog: pytest.LogCaptureFixture
):
    shop = shop.with_new_account(flow)
    form = await shop.opened("anna")
    assert await shop.confirm(form.client_secret, 2300)
    caplog.set_level("INFO", "rxapp.checkout.reconciling")
    await reconcile(shop.services, at=now() + COOKIE_LIFE + SOON)
    assert (await found(shop, form.checkout)).status == Status.PAID
    assert f"checkout {form.checkout.id}: open became paid" in caplog.text
    assert len(await shop.query("SELECT number FROM orders WHERE flag IS NULL AND paid = 2300")) == 1


async def test_a_forgotten_cart_stays_while_stripe_cannot_be_asked(shop: LocalStore):
    form = await shop.opened("anna")
    await shop.fault("server_error", method="GET", times=None)
    await reconcile(shop.services, at=now() + COOKIE_LIFE + SOON)
    assert (await found(shop, form.checkout)).status == Status.OPEN
    await shop.no_faults()
    await reconcile(shop.services, at=now() + COOKIE_LIFE + SOON)
    assert (await found(shop, form.checkout)).status == Status.EXPIRED


@pytest.mark.parametrize("trouble", range(3))
async def test_however_few_are_looked_at_at_once_one_round_sees_to_all_forgotten_carts(
    shop: LocalStore, trouble: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(overdue, "AT_ONCE", 1)
    checkouts = [(await shop.opened(shopper)).checkout for shopper in ("anna", "ben", "cleo")]
    await shop.fault("server_error", path=f"*/{checkouts[trouble].session_id}", method="GET", times=None)
    await reconcile(shop.services, at=now() + COOKIE_LIFE + SOON)
    left = [one.id for one in checkouts if (await found(shop, one)).status == Status.OPEN]
    assert left == [checkouts[trouble].id]


@pytest.mark.parametrize("trouble", range(3))
async def test_trouble_with_one_keeps_no_other_waiting(
    shop: LocalStore, trouble: int, caplog: pytest.LogCaptureFixture
):
    checkouts = [(await shop.paid(shopper)).checkout for shopper in ("anna", "ben")] + [await lost(shop, "cleo")]
    caplog.set_level("INFO", "rxapp.checkout.reconciling")
    path = f"*/{checkouts[trouble].session_id}"
    await shop.fault("server_error", path=path, times=None)
    await reconcile(shop.services, at=now() + STUCK + SOON)
    await shop.no_faults()
    done = [
        (await found(shop, checkouts[0])).status == Status.PAID,
        (await found(shop, checkouts[1])).status == Status.PAID,
        (await found(shop, checkouts[2])).in_step,
    ]
    assert done == [number != trouble for number in range(3)]
    before = checkouts[trouble].status if trouble == 2 else "placing"
    assert f"checkout {checkouts[trouble].id} stays {before} for now" in caplog.text
    for number in {0, 1} - {trouble}:
        assert f"checkout {checkouts[number].id}: placing became paid" in caplog.text


async def test_a_plan_that_is_on_its_way_is_looked_after_too(shop: LocalStore):
    checkout = await join(shop.services, "anna", Join(plan="tea_club"))
    await reconcile(shop.services, at=now() + COOKIE_LIFE + SOON)
    assert (await found(shop, checkout)).status == Status.ABANDONED


async def test_only_whoever_has_the_lease_acts(shop: LocalStore, monkeypatch: pytest.MonkeyPatch):
    """Three periods long: a worker that is late keeps it, and one that died gives way."""
    rounds: list[str] = []
    pauses: list[float] = []
    taken: list[tuple[str, str, timedelta]] = []
    answers = iter([True, False, True])

    async def take(name: str, holder: str, length: timedelta) -> bool:
        taken.append((name, holder, length))
        return next(answers)

    async def act(_store: object) -> None:
        rounds.append("acted")
        raise OSError("a round that fails is not the last one")

    async def wait(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 4:
            raise asyncio.CancelledError

    monkeypatch.setattr(reconciling, "services", lambda: shop.services)
    monkeypatch.setattr(shop.services.leases, "take", take)
    monkeypatch.setattr(reconciling, "reconcile", act)
    with pytest.raises(asyncio.CancelledError):
        await reconciling.keep_reconciling(wait)
    assert rounds == ["acted"] * 2
    assert pauses == [settings.reconcile_seconds] * 4
    assert {(name, length) for name, _, length in taken} == {
        ("reconciler", timedelta(seconds=3 * settings.reconcile_seconds))
    }
    [holder] = {holder for _, holder, _ in taken}
    assert re.fullmatch("[0-9a-f]{16}", holder), "no two workers are taken for one"


async def test_what_was_closed_and_handled_long_ago_is_thrown_away(shop: LocalStore):
    checkout = await change(shop.services, "anna", None, AddProduct(slug="yame-sencha"))
    await shop.paid("ben")
    await shop.report_all()
    await reconcile(shop.services, at=now() + COOKIE_LIFE + SOON)
    assert (await found(shop, checkout)).status == Status.ABANDONED
    assert await shop.query("SELECT id FROM webhook_events WHERE handled_at IS NOT NULL") == []
    await reconcile(shop.services, at=now() + KEPT + SOON)
    left = await shop.query("SELECT shopper, status FROM checkouts")
    assert left == [{"shopper": "ben", "status": Status.PAID}]
