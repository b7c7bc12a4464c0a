"""The gate in front of the payment, from within."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from rxapp.checkout.changing import change, current, why_off
from rxapp.checkout.joining import join
from rxapp.checkout.opening import open_session
from rxapp.checkout.placing import place
from rxapp.orders.ledger import Ledger
from rxapp.orders.models import TimedCodeRow, now
from rxapp.orders.records import Checkout, Status
from rxapp.payments.client import breaker
from rxapp.shop.catalog import CATALOG
from rxapp.shop.changes import AddProduct, ApplyCode, Join
from rxapp.shop.refusal import ChangedMeanwhile, PaymentServiceUnavailable, Refusal, SessionEnded
from tests.faults.local_store import ORIGIN, LocalStore


async def pressed(shop: LocalStore, checkout: Checkout, revision: int = 0, amount: int = 0) -> Checkout:
    """Pay, at so many revisions and cents more than is right."""
    at, asked = checkout.revision + revision, checkout.quote.total + amount
    return await place(shop.services, checkout.shopper, checkout.id, at, asked)


async def test_what_the_shopper_saw_is_placed(shop: LocalStore):
    placed = await pressed(shop, (await shop.opened("anna")).checkout)
    assert placed.status == Status.PLACING and placed.placed_at


CHANGED, DIFFERS = ChangedMeanwhile.sentence, ChangedMeanwhile.another_total


@pytest.mark.parametrize(
    ("revision", "amount", "said"), [(-1, 0, CHANGED), (1, 0, CHANGED), (0, 1, DIFFERS), (0, -1, DIFFERS)]
)
async def test_what_the_shopper_did_not_see_is_not(shop: LocalStore, revision: int, amount: int, said: str):
    checkout = (await shop.opened("anna")).checkout
    with pytest.raises(Refusal, match=said):
        await pressed(shop, checkout, revision, amount)
    assert await shop.services.ledger.checkout(checkout.id) == checkout


async def test_while_stripe_is_away_that_is_what_is_said_and_nothing_changes(shop: LocalStore):
    """Not that the cart has changed, which trying again would put right."""
    changed = await shop.toggled("anna", (await shop.opened("anna")).checkout.id)
    for _ in range(100):
        breaker.failed()
    with pytest.raises(PaymentServiceUnavailable):
        await pressed(shop, changed)
    assert await shop.services.ledger.checkout(changed.id) == changed


async def test_a_change_that_stripe_does_not_know_yet_is_not_paid(shop: LocalStore):
    changed = await shop.toggled("anna", (await shop.opened("anna")).checkout.id)
    asked = len(await shop.calls("GET"))
    with pytest.raises(Refusal, match=DIFFERS):
        await pressed(shop, changed)
    assert len(await shop.calls("GET")) == asked, "the books know it without Stripe"


async def test_without_a_session_nothing_is_paid(shop: LocalStore):
    checkout = await change(shop.services, "anna", None, AddProduct(slug="yame-sencha"))
    with pytest.raises(SessionEnded):
        await pressed(shop, checkout)


async def test_while_stripe_is_away_nothing_is_paid(shop: LocalStore):
    checkout = (await shop.opened("anna")).checkout
    asked = len(await shop.calls())
    for _ in range(5):
        breaker.failed()
    with pytest.raises(PaymentServiceUnavailable):
        await pressed(shop, checkout)
    assert len(await shop.calls()) == asked
    assert (await shop.services.ledger.checkout(checkout.id)).status == Status.OPEN


async def test_what_is_sent_somewhere_needs_an_address_and_nothing_else_does(shop: LocalStore):
    homeless = replace(shop.services, ledger=Ledger(shop.database))
    checkout = await change(homeless, "anna", None, AddProduct(slug="yame-sencha"))
    form = await open_session(homeless, checkout.id, ORIGIN)
    assert form.checkout.cart.destination is None
    with pytest.raises(Refusal, match="where to send it") as refused:
        await pressed(shop, form.checkout)
    assert refused.value.control == "destination"
    club = CATALOG.plans["tea_club"].model_copy(update={"shipped": False})
    unsent = replace(homeless, catalog=CATALOG.model_copy(update={"plans": {"tea_club": club}}))
    for shopper, store in (("anna", homeless), ("ben", unsent)):
        joined = await join(store, shopper, Join(plan="tea_club"))
        form = await open_session(store, joined.id, ORIGIN)
        with nullcontext() if store is unsent else pytest.raises(Refusal, match="where to send it"):
            await place(store, shopper, joined.id, form.checkout.revision, 0)
    assert (await shop.services.ledger.checkout(joined.id)).status == Status.PLACING


async def with_last_use(shop: LocalStore, shopper: str) -> Checkout:
    checkout = (await shop.opened(shopper)).checkout
    await change(shop.services, shopper, checkout.id, ApplyCode(code="LASTTIN"))
    return await shop.synced(checkout.id)


async def test_the_last_use_of_a_code_is_one_shoppers(shop: LocalStore):
    anna, ben = [await with_last_use(shop, shopper) for shopper in ("anna", "ben")]
    assert (await pressed(shop, anna)).status == Status.PLACING
    with pytest.raises(Refusal):
        await pressed(shop, ben)
    after = await shop.services.ledger.checkout(ben.id)
    assert (after.status, after.cart.code, after.quote.discount) == (Status.OPEN, "", 0)
    assert await why_off(shop.services, ben.id, "LASTTIN") == "That code has been used up."
    again = await shop.synced(ben.id)
    assert (await pressed(shop, again)).status == Status.PLACING


async def test_a_code_whose_last_use_goes_in_between_comes_off(shop: LocalStore):
    """Between the look at the offers and the gate somebody else is quicker."""
    anna, ben = [await with_last_use(shop, shopper) for shopper in ("anna", "ben")]

    async def anna_is_quicker(_request: object) -> None:
        shop.wire.meanwhile = None
        await pressed(shop, anna)

    shop.wire.meanwhile = anna_is_quicker
    with pytest.raises(Refusal) as refused:
        await pressed(shop, ben)
    assert (refused.value.control, refused.value.message) == ("code", "That code has been used up.")
    assert (await shop.services.ledger.checkout(ben.id)).cart.code == ""


async def test_a_cart_is_looked_at_at_todays_prices(shop: LocalStore):
    assert await current(shop.services, "anna") is None
    ben = await with_last_use(shop, "ben")
    assert await current(shop.services, "ben") == ben
    await pressed(shop, await with_last_use(shop, "anna"))
    looked = await current(shop.services, "ben")
    assert looked and (looked.cart.code, looked.revision) == ("", ben.revision + 1)
    placing = await current(shop.services, "anna")
    assert placing and (placing.status, placing.cart.code) == (Status.PLACING, "LASTTIN")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("WELCOME10", "WELCOME10 has been taken off."),
        ("TEATIME", "TEATIME has run out."),
        ("GOLDLEAF", "That code is for Gold members."),
        ("OF_BEFORE", "OF_BEFORE has been taken off."),
    ],
)
async def test_why_a_code_is_off_is_said_where_that_is_known(shop: LocalStore, code: str, said: str):
    """Of minutes that are over, too; one that can still be used was taken off."""
    checkout = (await shop.opened("anna")).checkout
    await change(shop.services, "anna", checkout.id, ApplyCode(code="TEATIME"))
    over = update(TimedCodeRow).values(until=now() - timedelta(seconds=1))
    await shop.database.run(lambda session: session.execute(over))
    assert await why_off(shop.services, checkout.id, code) == said
    bens = (await shop.opened("ben")).checkout
    assert await why_off(shop.services, bens.id, "TEATIME") == "TEATIME has been taken off.", (
        "each has their own minutes"
    )


async def test_nobody_joins_twice_and_whoever_is_paying_comes_back_to_that(shop: LocalStore):
    first = await join(shop.services, "anna", Join(plan="tea_club"))
    assert await join(shop.services, "anna", Join(plan="tea_club")) == first
    form = await open_session(shop.services, first.id, ORIGIN)
    placed = await pressed(shop, form.checkout)
    assert await join(shop.services, "anna", Join(plan="tea_club")) == placed
    assert await shop.confirm(form.client_secret, 0)
    await shop.report_all()
    with pytest.raises(Refusal, match="You are in the Tea club already"):
        await join(shop.services, "anna", Join(plan="tea_club"))
    with pytest.raises(Refusal, match="no such plan"):
        await join(shop.services, "ben", Join(plan="coffee_club"))
    assert await shop.services.ledger.unfinished("ben", "coffee_club") is None


async def test_whoever_comes_back_to_a_plan_joins_at_todays_price(shop: LocalStore):
    first = await join(shop.services, "anna", Join(plan="tea_club"))
    plan = CATALOG.plans["tea_club"]
    terms = {key: one.model_copy(update={"price": one.price + 300}) for key, one in plan.terms.items()}
    dearer = CATALOG.model_copy(update={"plans": {"tea_club": plan.model_copy(update={"terms": terms})}})
    again = await join(replace(shop.services, catalog=dearer), "anna", Join(plan="tea_club"))
    assert first.quote.recurring and again.quote.recurring
    assert (again.id, again.revision) == (first.id, first.revision + 1)
    assert again.quote.recurring.amount == first.quote.recurring.amount + 300
