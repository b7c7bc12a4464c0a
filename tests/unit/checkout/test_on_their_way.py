"""Ways to pay that don't end at once: an order is placed and on its way, and is paid or comes back, whoever reports."""

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import text

from rxapp.checkout import opening
from rxapp.checkout.changing import change
from rxapp.checkout.opening import Opened, open_session
from rxapp.checkout.placing import place
from rxapp.checkout.reconciling import reconcile
from rxapp.checkout.settling import has_failed, order_for, release
from rxapp.checkout.webhook_events import report
from rxapp.orders.models import now
from rxapp.orders.records import Checkout, Flow, Order, Status
from rxapp.payments import goods, intents
from rxapp.payments.values import Event
from rxapp.shop.catalog import CATALOG
from rxapp.shop.changes import AddProduct, ApplyCode, RemoveProduct, SetAddOn
from rxapp.shop.refusal import BeingPaid, CodeRefused, Finished, OutOfStock
from tests.faults.local_store import ORIGIN, LocalStore
from tests.thoroughness import each

BANK, BROKE = "pm_usBankAccount_success", "pm_usBankAccount_insufficientFunds"
FOUR_DAYS = 4 * 24 * 3600
SOON = timedelta(minutes=3)
TEA = "yame-sencha"


@pytest.fixture(params=Flow)
def shop(shop: LocalStore, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> LocalStore:
    """A store, paid either way, that takes every way to pay."""
    catalog = CATALOG.model_copy(update={"ways_to_pay": ("card", "amazon_pay", "us_bank_account")})
    for module in (goods, intents):
        monkeypatch.setattr(module, "CATALOG", catalog)
    monkeypatch.setattr(opening, "PAYMENT_LASTS", timedelta(0))
    return shop.with_new_account(request.param)


async def pay(shop: LocalStore, form: Opened, method: str) -> dict[str, Any]:
    """What the form does on Pay."""
    at = form.checkout
    await place(shop.services, at.shopper, at.id, at.revision, at.quote.total)
    answer = await shop.confirmation(form.client_secret, at.quote.total, method)
    assert answer is not None
    return answer


async def confirmed(shop: LocalStore, method: str = BANK, shopper: str = "anna") -> Opened:
    """An order whose money Stripe waits for, and nobody has reported that."""
    form = await shop.opened(shopper)
    await pay(shop, form, method)
    return form


async def on_its_way(shop: LocalStore, method: str = BANK, shopper: str = "anna") -> Opened:
    form = await confirmed(shop, method, shopper)
    await shop.report_all()
    assert (await now_of(shop, form)).status == Status.ON_ITS_WAY
    return form


async def now_of(shop: LocalStore, form: Opened) -> Checkout:
    return await shop.services.ledger.checkout(form.checkout.id)


async def days_pass(shop: LocalStore) -> None:
    await shop.control("clock", {"seconds": FOUR_DAYS})


async def orders(shop: LocalStore) -> list[Order]:
    return await shop.services.ledger.orders("anna", at_most=20)


async def moves(shop: LocalStore, form: Opened) -> list[str]:
    rows = await shop.query("SELECT after FROM moves WHERE checkout_id = :id ORDER BY id", id=form.checkout.id)
    return [row["after"] for row in rows]


# Settled later


async def test_the_money_comes(shop: LocalStore):
    form = await on_its_way(shop)
    assert await orders(shop) == []
    await days_pass(shop)
    await shop.report_all()
    [order] = await orders(shop)
    assert (order.paid, order.flag, (await now_of(shop, form)).status) == (2300, None, Status.PAID)
    assert await moves(shop, form) == ["placing", "on_its_way", "paid"]


async def test_the_money_does_not_come_and_the_cart_is_back(shop: LocalStore):
    form = await on_its_way(shop, BROKE)
    await days_pass(shop)
    await shop.report_all()
    back = await now_of(shop, form)
    assert (back.status, back.cart, await orders(shop)) == (Status.OPEN, form.checkout.cart, [])
    assert await shop.services.ledger.came_back(back.id)
    again = await open_session(shop.services, back.id, ORIGIN)
    await pay(shop, again, "pm_card_visa")
    await shop.report_all()
    [order] = await orders(shop)
    assert (order.paid, order.flag) == (2300, None)
    assert not await shop.services.ledger.came_back(back.id)


@pytest.mark.parametrize(("method", "status"), [(BANK, Status.PAID), (BROKE, Status.OPEN)])
async def test_nobody_reports_and_the_reconciler_finds_out(shop: LocalStore, method: str, status: Status):
    form = await confirmed(shop, method)
    await reconcile(shop.services, at=now() + SOON)
    assert (await now_of(shop, form)).status == Status.ON_ITS_WAY
    await days_pass(shop)
    await reconcile(shop.services, at=now() + 2 * SOON)
    assert (await now_of(shop, form)).status == status


async def test_the_longer_it_takes_the_less_often_stripe_is_asked(shop: LocalStore):
    await on_its_way(shop)
    at, asked = now(), len(await shop.calls("GET"))
    for minutes in range(3, 6):
        await reconcile(shop.services, at=at + timedelta(minutes=minutes))
    in_minutes = len(await shop.calls("GET")) - asked
    assert in_minutes == 3
    old = at + timedelta(days=2)
    looked_at = text("UPDATE checkouts SET updated_at = :at").bindparams(at=(old - SOON).replace(tzinfo=None))
    await shop.database.run(lambda session: session.execute(looked_at))
    await reconcile(shop.services, at=old)
    assert len(await shop.calls("GET")) - asked == in_minutes, "it was asked a moment ago"
    await reconcile(shop.services, at=old + timedelta(hours=3))
    assert len(await shop.calls("GET")) - asked == in_minutes + 1


@pytest.mark.parametrize("method", [BANK, BROKE])
async def test_reports_in_any_order_and_twice_say_the_same(shop: LocalStore, method: str):
    form = await confirmed(shop, method)
    await days_pass(shop)
    events = [event for event in await shop.events() if event.type.startswith(("checkout.session", "payment_intent."))]
    assert len(events) >= 3
    for number, order in enumerate(each(6, list(permutations(events))[:24])):
        for position, event in enumerate([*order, *order]):
            await report(shop.services, Event(f"evt_{number}_{position}", event.type, event.session_id))
        await reconcile(
            shop.services, at=now() + SOON
        )  # a failure alone says nothing of a payment that has begun since
        expected = (Status.PAID, 1) if method == BANK else (Status.OPEN, 0)
        assert ((await now_of(shop, form)).status, len(await orders(shop))) == expected
    assert [order.flag for order in await orders(shop)] == [None] * (method == BANK)


async def test_what_was_confirmed_without_the_store_is_on_its_way_too(shop: LocalStore):
    """As by a page of somebody's own that never asks before Stripe.js confirms."""
    form = await shop.opened("anna")
    assert await shop.confirm(form.client_secret, 2300, BANK)
    await shop.report_all()
    assert (await now_of(shop, form)).status == Status.ON_ITS_WAY
    assert await moves(shop, form) == ["on_its_way"]


async def test_whoever_comes_back_first_learns_it(shop: LocalStore):
    form = await confirmed(shop)
    assert await order_for(shop.services, "anna", str(form.checkout.session_id)) is None
    assert (await now_of(shop, form)).status == Status.ON_ITS_WAY
    await days_pass(shop)
    order = await order_for(shop.services, "anna", str(form.checkout.session_id))
    assert order and order.paid == 2300


# Meanwhile


async def test_nothing_about_it_can_change(shop: LocalStore):
    form = await on_its_way(shop)
    at = form.checkout
    with pytest.raises(BeingPaid):
        await shop.toggled("anna", at.id)
    with pytest.raises(BeingPaid):
        await place(shop.services, "anna", at.id, at.revision, 2300)
    assert (await open_session(shop.services, at.id, ORIGIN)).client_secret == ""
    assert (await release(shop.services, at.id, timedelta(0))).status == Status.ON_ITS_WAY
    assert (await shop.synced(at.id)).revision == at.revision
    with pytest.raises(Finished):
        await change(shop.services, "ben", at.id, SetAddOn(key="gift_wrap", on=True))


async def test_the_shopper_may_begin_another_cart(shop: LocalStore):
    form = await on_its_way(shop)
    assert await shop.services.ledger.unfinished("anna") is None
    other = await shop.opened("anna", "kyoto-hojicha")
    assert other.checkout.id != form.checkout.id
    await pay(shop, other, "pm_card_visa")
    await days_pass(shop)
    await shop.report_all()
    assert sorted(order.paid for order in await orders(shop)) == [2100, 2300]
    assert [order.flag for order in await orders(shop)] == [None, None]


async def test_an_empty_cart_gives_way_to_one_that_comes_back(shop: LocalStore):
    form = await on_its_way(shop, BROKE)
    other = await change(shop.services, "anna", None, AddProduct(slug=TEA))
    await change(shop.services, "anna", other.id, RemoveProduct(slug=TEA))
    await days_pass(shop)
    await shop.report_all()
    assert (await now_of(shop, form)).status == Status.OPEN
    assert (await shop.services.ledger.checkout(other.id)).status == Status.ABANDONED


async def test_a_cart_that_was_filled_since_stays_and_the_order_has_failed(shop: LocalStore):
    form = await on_its_way(shop, BROKE)
    other = await shop.opened("anna", "kyoto-hojicha")
    await days_pass(shop)
    await shop.report_all()
    await reconcile(shop.services, at=now() + SOON)
    assert (await now_of(shop, form)).status == Status.FAILED
    kept = await shop.services.ledger.unfinished("anna")
    assert kept and (kept.id, kept.cart) == (other.checkout.id, other.checkout.cart)
    [failed] = await shop.services.ledger.under_way("anna")
    assert (failed.id, await orders(shop)) == (form.checkout.id, [])
    assert not await shop.confirm(form.client_secret, 2300), "no open form may pay for it any more"


@pytest.mark.parametrize(("method", "after"), [(BANK, (0, 1)), (BROKE, (0, 0))])
async def test_its_goods_are_held_until_then(shop: LocalStore, method: str, after: tuple[int, int]):
    shop.services.ledger.counted = {TEA: 1}

    async def counts() -> tuple[int, int]:
        [row] = await shop.query("SELECT held, sold FROM stock")
        return row["held"], row["sold"]

    await on_its_way(shop, method)
    assert await counts() == (1, 0)
    with pytest.raises(OutOfStock):
        await shop.opened("ben")
    await days_pass(shop)
    await shop.report_all()
    assert await counts() == after


@pytest.mark.parametrize(("method", "free"), [(BANK, False), (BROKE, True)])
async def test_its_code_is_used_until_it_failed(shop: LocalStore, method: str, free: bool):
    async def with_code(shopper: str) -> Checkout:
        at = await change(shop.services, shopper, None, AddProduct(slug=TEA))
        return await change(shop.services, shopper, at.id, ApplyCode(code="LASTTIN"))

    form = await open_session(shop.services, (await with_code("anna")).id, ORIGIN)
    await pay(shop, form, method)
    await shop.report_all()
    with pytest.raises(CodeRefused):
        await with_code("ben")
    await days_pass(shop)
    await shop.report_all()
    if free:
        assert (await with_code("ben")).cart.code == "LASTTIN"
    else:
        with pytest.raises(CodeRefused):
            await with_code("ben")


async def test_it_counts_as_the_first_order(shop: LocalStore):
    await on_its_way(shop)
    other = await change(shop.services, "anna", None, AddProduct(slug=TEA))
    with pytest.raises(CodeRefused, match="first order"):
        await change(shop.services, "anna", other.id, ApplyCode(code="FIRSTCUP"))


# Redirected


async def redirected(shop: LocalStore) -> tuple[Opened, str]:
    """A shopper on the other page, and the address they come back to as it ends."""
    form = await shop.opened("anna")
    method = await shop.stripe.v1.payment_methods.create_async({"type": "amazon_pay"})
    return form, (await pay(shop, form, method.id))["next_action"]["url"]


async def answered(shop: LocalStore, url: str, outcome: str) -> str:
    answer = await shop.http.post(f"/v1/redirect/{url.rpartition('/')[2]}", json={"outcome": outcome})
    assert answer.status_code == 200
    return answer.json()["return_url"]


async def test_who_authorises_has_paid(shop: LocalStore):
    form, url = await redirected(shop)
    assert (await now_of(shop, form)).status == Status.PLACING
    back = await answered(shop, url, "complete")
    assert back.startswith(f"{ORIGIN}/complete?") and str(form.checkout.session_id) in back
    order = await order_for(shop.services, "anna", str(form.checkout.session_id))
    assert order and (order.paid, order.flag) == (2300, None)


async def test_who_fails_has_the_cart_back_and_may_pay_by_card(shop: LocalStore):
    form, url = await redirected(shop)
    assert not await has_failed(shop.services, form.checkout)
    await answered(shop, url, "fail")
    assert await has_failed(shop.services, form.checkout)
    assert (await release(shop.services, form.checkout.id)).status == Status.OPEN
    again = await open_session(shop.services, form.checkout.id, ORIGIN)
    await pay(shop, again, "pm_card_visa")
    await shop.report_all()
    assert [(order.paid, order.flag) for order in await orders(shop)] == [(2300, None)]


async def test_who_never_answers_has_the_cart_back_after_a_while(shop: LocalStore):
    form, url = await redirected(shop)
    await reconcile(shop.services, at=now() + SOON)
    assert (await now_of(shop, form)).status == Status.PLACING
    await reconcile(shop.services, at=now() + timedelta(minutes=6))
    assert (await now_of(shop, form)).status == Status.OPEN
    late = await shop.http.post(f"/v1/redirect/{url.rpartition('/')[2]}", json={"outcome": "complete"})
    assert late.status_code == 400
