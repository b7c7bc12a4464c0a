"""The last pieces of a product, through Stripe: who holds them before anything is confirmed, and nobody else pays."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from rxapp.checkout.adopting import adopt
from rxapp.checkout.changing import change
from rxapp.checkout.opening import Opened
from rxapp.checkout.placing import place
from rxapp.checkout.reconciling import reconcile
from rxapp.checkout.settling import release
from rxapp.orders.records import Checkout, Flow, Status
from rxapp.shop.catalog import Present
from rxapp.shop.changes import EndOffers, SetQuantity, TakeWhatIsLeft
from rxapp.shop.refusal import ChangedMeanwhile, OutOfStock
from tests.faults.local_store import LocalStore
from tests.thoroughness import QUICK
from tests.unit.checkout.test_adopting import ADJUSTABLE, opened, quantities, set_at_stripe

TEA = "yame-sencha"
SHOPPERS = 20 if QUICK else 100


@pytest.fixture(params=Flow)
def counting(shop: LocalStore, request: pytest.FixtureRequest) -> LocalStore:
    """A store, paid either way, that has ten tins of tea."""
    shop = shop.with_new_account(request.param)
    shop.services.ledger.counted = {TEA: 10}
    return shop


async def counts(shop: LocalStore) -> tuple[int, int]:
    """How many are held, and how many sold."""
    rows = await shop.query("SELECT held, sold FROM stock")
    return (rows[0]["held"], rows[0]["sold"]) if rows else (0, 0)


async def press_pay(shop: LocalStore, form: Opened) -> Checkout:
    at = form.checkout
    return await place(shop.services, at.shopper, at.id, at.revision, at.quote.total)


async def test_a_hundred_shoppers_race_for_ten_pieces(counting: LocalStore):
    forms = [await counting.opened(f"shopper {number}") for number in range(SHOPPERS)]
    lowest: list[int] = []

    async def buy(form: Opened) -> str:
        """What a browser does: it confirms only what it may."""
        try:
            await press_pay(counting, form)
        except OutOfStock as refused:
            return refused.message
        finally:
            lowest.append((await counting.services.ledger.left())[TEA])
        assert await counting.confirm(form.client_secret, form.checkout.quote.total)
        return "paid"

    ends = await asyncio.gather(*(buy(form) for form in forms))
    await counting.report_all()
    assert sorted(ends) == ["Yame Sencha is sold out."] * (SHOPPERS - 10) + ["paid"] * 10
    assert await counts(counting) == (0, 10)
    assert min(lowest) == 0
    orders = await counting.query("SELECT shopper, flag FROM orders")
    assert {order["shopper"] for order in orders} == {
        form.checkout.shopper for form, end in zip(forms, ends, strict=True) if end == "paid"
    }
    assert [order["flag"] for order in orders] == [None] * 10
    charges = (await counting.stripe.v1.charges.list_async({"limit": 100})).data
    assert [charge.paid for charge in charges] == [True] * 10, "nobody is charged for what they don't get"


async def test_who_comes_too_late_takes_what_is_left_and_pays_that(counting: LocalStore):
    ben, anna = [await counting.opened(shopper) for shopper in ("ben", "anna")]
    for form, quantity in ((ben, 9), (anna, 2)):
        await change(
            counting.services, form.checkout.shopper, form.checkout.id, SetQuantity(slug=TEA, quantity=quantity)
        )
    ben, anna = [Opened(await counting.synced(form.checkout.id), form.client_secret) for form in (ben, anna)]
    await press_pay(counting, ben)
    asked = len(await counting.calls("POST"))
    with pytest.raises(OutOfStock) as refused:
        await press_pay(counting, anna)
    assert refused.value.problems == {TEA: "Only 1 left of Yame Sencha."}
    assert len(await counting.calls("POST")) == asked
    await change(counting.services, "anna", anna.checkout.id, TakeWhatIsLeft(slug=TEA))
    less = Opened(await counting.synced(anna.checkout.id), anna.client_secret)
    assert (await press_pay(counting, less)).cart.pieces == 1
    assert await counts(counting) == (10, 0)


async def test_a_declined_card_gives_the_pieces_back(counting: LocalStore):
    form = await counting.opened("anna")
    await press_pay(counting, form)
    assert await counts(counting) == (1, 0)
    assert not await counting.confirm(form.client_secret, form.checkout.quote.total, "pm_card_chargeDeclined")
    await release(counting.services, form.checkout.id)
    assert await counts(counting) == (0, 0)


async def test_a_payment_that_nobody_ends_gives_the_pieces_back_when_the_reconciler_looks(counting: LocalStore):
    form = await counting.opened("anna")
    await press_pay(counting, form)
    long_ago = text("UPDATE checkouts SET updated_at = '2000-01-01 00:00:00.000000'")
    await counting.database.run(lambda session: session.execute(long_ago))
    await reconcile(counting.services)
    assert (await counting.services.ledger.checkout(form.checkout.id)).status == Status.OPEN
    assert await counts(counting) == (0, 0)


async def test_a_session_that_ends_under_a_payment_gives_the_pieces_back(counting: LocalStore):
    form = await counting.opened("anna")
    await press_pay(counting, form)
    assert form.checkout.session_id
    await counting.services.payments(form.checkout.flow).expire(form.checkout.session_id)
    await counting.report_all()
    assert await counts(counting) == (0, 0)


async def test_a_late_success_is_an_order_that_a_person_looks_at(counting: LocalStore):
    """The hold was given up, somebody else bought the rest, and then the payment came about after all."""
    counting.services.ledger.counted = {TEA: 1}
    late, ben = [await counting.opened(shopper) for shopper in ("anna", "ben")]
    placed = await press_pay(counting, late)
    await counting.services.ledger.release(placed.id, placed.placed_at, "given up")
    await press_pay(counting, ben)
    for form in (ben, late):
        assert await counting.confirm(form.client_secret, form.checkout.quote.total)
    await counting.report_all()
    flags = {order["shopper"]: order["flag"] for order in await counting.query("SELECT shopper, flag FROM orders")}
    assert flags == {"anna": "sold out: 1 of yame-sencha paid, 0 there", "ben": None}
    assert await counting.services.ledger.left() == {TEA: 0}


async def test_a_present_that_goes_before_pay_leaves_first(counting: LocalStore):
    present = Present(product=TEA, over=6400)
    giving = replace(counting.services, catalog=counting.services.catalog.model_copy(update={"present": present}))
    checkout = (await counting.opened("anna", "kyusu-teapot")).checkout
    await change(giving, "anna", checkout.id, EndOffers())
    with_it = await counting.synced(checkout.id)
    assert [line.key for line in with_it.quote.lines] == ["product:kyusu-teapot", f"present:{TEA}"]
    counting.services.ledger.counted = {TEA: 0}
    with pytest.raises(ChangedMeanwhile):
        await place(giving, "anna", with_it.id, with_it.revision, with_it.quote.total)
    without = await counting.synced(checkout.id)
    assert [line.key for line in without.quote.lines] == ["product:kyusu-teapot"]
    placed = await place(giving, "anna", without.id, without.revision, without.quote.total)
    assert (placed.status, placed.quote.total) == (Status.PLACING, with_it.quote.total)


async def test_a_present_that_goes_at_the_gate_leaves_too(counting: LocalStore):
    """Between the look at the offers and the gate somebody else is quicker."""
    present = Present(product=TEA, over=6400)
    giving = replace(counting.services, catalog=counting.services.catalog.model_copy(update={"present": present}))
    checkout = (await counting.opened("anna", "kyusu-teapot")).checkout
    await change(giving, "anna", checkout.id, EndOffers())
    with_it = await counting.synced(checkout.id)

    async def the_last_one_goes(_request: object) -> None:
        counting.services.ledger.counted = {TEA: 0}

    counting.wire.meanwhile = the_last_one_goes
    with pytest.raises(OutOfStock, match="no Yame Sencha left to give"):
        await place(giving, "anna", with_it.id, with_it.revision, with_it.quote.total)
    after = await counting.services.ledger.checkout(checkout.id)
    assert (after.status, [line.kind for line in after.quote.lines]) == (Status.OPEN, ["product"])


@pytest.mark.parametrize("left", [0, 2])
async def test_a_quantity_that_stripe_js_has_set_beyond_what_is_left_is_set_back(shop: LocalStore, left: int):
    checkout = await opened(shop)
    shop.services.ledger.counted = {ADJUSTABLE: left}
    await set_at_stripe(shop, checkout, assam_breakfast=3)
    with pytest.raises(OutOfStock) as refused:
        await adopt(shop.services, "anna", checkout.id)
    assert refused.value.problems == {ADJUSTABLE: f"Only {left} left." if left else "Sold out."}
    after = await shop.services.ledger.checkout(checkout.id)
    assert (quantities(after), after.in_step) == (quantities(checkout), False)
    assert (await shop.synced(checkout.id)).stripe_items[f"product:{ADJUSTABLE}"].quantity == 1


async def test_a_present_joins_and_leaves_the_open_session_as_a_line_at_no_cost(shop: LocalStore):
    form = await shop.opened("anna", "kyusu-teapot")
    session = str(form.checkout.session_id)

    async def at_stripe() -> dict[str | None, int]:
        expand: Any = {"expand": ["line_items"]}
        items = (await shop.stripe.v1.checkout.sessions.retrieve_async(session, expand)).line_items
        assert items
        return {str(item.description): item.amount_total for item in items.data}

    assert await at_stripe() == {"Kyusu Teapot": 6400}
    for quantity, expected in [
        (2, {"Kyusu Teapot": 11520, "Hojicha tasting tin": 0}),  # with 10 % of loyalty off
        (1, {"Kyusu Teapot": 6400}),
    ]:
        wanted = SetQuantity(slug="kyusu-teapot", quantity=quantity)
        await change(shop.services, "anna", form.checkout.id, wanted)
        await shop.synced(form.checkout.id)
        assert await at_stripe() == expected


async def test_an_order_says_its_present(counting: LocalStore):
    form = await counting.opened("anna", "gooseneck-kettle")
    await press_pay(counting, form)
    assert await counting.confirm(form.client_secret, form.checkout.quote.total)
    await counting.report_all()
    order = await counting.services.ledger.order("anna", str(form.checkout.session_id))
    assert order and order.flag is None
    assert [(line.name, line.amount) for line in order.quote.lines if line.kind == "present"] == [
        ("Hojicha tasting tin", 0)
    ]


async def test_an_account_without_the_preview_has_the_present_too(shop: LocalStore):
    await shop.opened("ben")
    await shop.fault("no_preview", times=None)
    form = await shop.opened("anna", "gooseneck-kettle")
    assert form.checkout.quote.discount
    assert form.checkout.stripe_items["present"].unit_amount == 0
