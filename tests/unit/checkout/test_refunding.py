"""Refunds of what was never sent, however they were made: its pieces are on the shelf again, once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import update

from rxapp.checkout import refunding
from rxapp.checkout.refunding import refund_unsent
from rxapp.checkout.services import Services
from rxapp.orders.models import OrderRow
from rxapp.orders.records import Flow, Order
from rxapp.payments.failures import StripeRefused
from rxapp.settings import settings
from tests.faults.local_store import LocalStore

TEA = "yame-sencha"
UNSENT = {"unsent": "true"}


@pytest.fixture(params=Flow)
async def paid(shop: LocalStore, request: pytest.FixtureRequest) -> tuple[LocalStore, Order]:
    """A store, paid either way, that has sold one of ten tins of tea."""
    shop = shop.with_new_account(request.param)
    shop.services.ledger.counted = {TEA: 10}
    form = await shop.paid("anna")
    await shop.report_all()
    order = await shop.services.ledger.order("anna", str(form.checkout.session_id))
    assert order
    return shop, order


async def left(shop: LocalStore) -> int:
    return (await shop.services.ledger.left())[TEA]


async def refund(shop: LocalStore, order: Order, **more: Any) -> str:
    """Somebody refunds it at Stripe, as in the dashboard."""
    params: Any = {"payment_intent": order.payment_intent_id, **more}
    return (await shop.stripe.v1.refunds.create_async(params)).id


async def test_the_command_gives_the_money_and_the_pieces_back(
    paid: tuple[LocalStore, Order], caplog: pytest.LogCaptureFixture
):
    caplog.set_level("INFO", "rxapp")
    shop, order = paid
    assert await left(shop) == 9
    assert await refund_unsent(shop.services, order.number) == f"{order.number}: refunded, and back on the shelf"
    assert await left(shop) == 10
    assert await refund_unsent(shop.services, order.number) == f"{order.number}: refunded"
    await shop.report_all()
    assert await left(shop) == 10
    [back] = (await shop.stripe.v1.refunds.list_async()).data
    assert (back.amount, back.metadata and back.metadata.to_dict()) == (order.paid, UNSENT)
    said = f"refund {back.id}: what {order.payment_intent_id} had paid for is back on the shelf"
    assert [record.getMessage() for record in caplog.records if "back on the shelf" in record.getMessage()] == [said]


async def test_each_order_is_refunded_on_its_own(paid: tuple[LocalStore, Order]):
    shop, order = paid
    form = await shop.paid("ben")
    await shop.report_all()
    bens = await shop.services.ledger.order("ben", str(form.checkout.session_id))
    assert bens
    for one in (order, bens):
        assert await refund_unsent(shop.services, one.number) == f"{one.number}: refunded, and back on the shelf"
    given = (await shop.stripe.v1.refunds.list_async()).data
    assert {str(one.payment_intent) for one in given} == {order.payment_intent_id, bens.payment_intent_id}
    assert await left(shop) == 10


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"metadata": UNSENT}, 10),
        ({}, 9),
        ({"metadata": {"unsent": "false"}}, 9),
        ({"metadata": {"sent": "true"}}, 9),
        ({"metadata": UNSENT, "amount": 100}, 9),
    ],
)
async def test_a_refund_that_was_made_at_stripe_counts_if_it_says_so_and_is_of_all(
    paid: tuple[LocalStore, Order], said: dict[str, Any], expected: int
):
    shop, order = paid
    await refund(shop, order, **said)
    for _ in range(2):
        await shop.report_all()
        assert await left(shop) == expected


async def test_the_last_part_of_a_refund_is_all_of_it(paid: tuple[LocalStore, Order]):
    shop, order = paid
    await refund(shop, order, amount=100)
    await refund(shop, order, metadata=UNSENT)
    await shop.report_all()
    assert await left(shop) == 10


async def test_a_refund_may_say_so_later(paid: tuple[LocalStore, Order]):
    shop, order = paid
    id = await refund(shop, order)
    await shop.report_all()
    assert await left(shop) == 9
    later: Any = {"metadata": UNSENT}
    await shop.stripe.v1.refunds.update_async(id, later)
    await shop.report_all()
    assert await left(shop) == 10


async def test_money_that_is_not_of_an_order_of_ours_is_left_alone(shop: LocalStore):
    params: Any = {
        "amount": 500,
        "currency": "usd",
        "payment_method": "pm_card_visa",
        "confirm": True,
        "return_url": "https://shop.example",
    }
    intent = await shop.stripe.v1.payment_intents.create_async(params | {"allowed_payment_method_types": ["card"]})
    await shop.stripe.v1.refunds.create_async({"payment_intent": intent.id, "metadata": UNSENT})
    await shop.report_all()


@pytest.mark.parametrize("ours", [False, True])
async def test_what_was_not_paid_is_not_refunded(paid: tuple[LocalStore, Order], ours: bool):
    """As where a plan was joined whose trial is free."""
    shop, order = paid
    await shop.database.run(lambda session: session.execute(update(OrderRow).values(payment_intent_id=None)))
    number = order.number if ours else "KK-NONE"
    said = f"{number}: there is no such order, or nothing was paid for it"
    assert await refund_unsent(shop.services, number) == said
    assert (await shop.stripe.v1.refunds.list_async()).data == []


async def test_the_command_says_what_came_of_each(
    paid: tuple[LocalStore, Order], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    shop, order = paid
    how: list[Any] = []

    @asynccontextmanager
    async def opened(*where: str | None, beside_the_store: bool) -> AsyncIterator[Services]:
        how.append((*where, beside_the_store))
        yield shop.services

    monkeypatch.setattr(refunding, "open_services", opened)
    monkeypatch.setattr(refunding, "migrate", how.append)
    assert await refunding.main([order.number]) == 0
    assert capsys.readouterr().out == f"{order.number}: refunded, and back on the shelf\n"
    there = (settings.database, settings.secret_key, settings.api_base)
    assert how == [settings.database, (*there, True)], "on tables of today; and the store may be running"

    async def refuses(*_arguments: object) -> None:
        raise StripeRefused("No.")

    monkeypatch.setattr(type(shop.services.refunds), "give_back", refuses)
    assert await refunding.main(["KK-NONE", order.number]) == 1
    assert capsys.readouterr().out.splitlines()[1] == f"{order.number}: not refunded, No."
