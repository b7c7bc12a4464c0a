"""Undo: the cart of an earlier revision, without what has ended since."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from rxapp.checkout import changing
from rxapp.checkout.placing import place
from rxapp.checkout.undoing import NOTHING_TO_UNDO, undo
from rxapp.orders.ledger import BEING_PAID
from rxapp.shop.refusal import Refusal
from tests.faults.local_store import LocalStore


async def test_the_cart_is_again_what_it_was_as_a_new_revision(shop: LocalStore):
    first = (await shop.opened("anna")).checkout
    await shop.toggled("anna", first.id)
    last = await changing.set_quantity(shop.services, "anna", first.id, "yame-sencha", 4)
    undone = await undo(shop.services, "anna", first.id, first.revision)
    assert (undone.cart, undone.quote, undone.revision) == (first.cart, first.quote, last.revision + 1)
    again = await undo(shop.services, "anna", first.id, last.revision)
    assert again.cart == last.cart
    assert (await shop.synced(first.id)).in_step


@pytest.mark.parametrize("revision", [-1, 99])
async def test_what_never_was_cannot_come_back(shop: LocalStore, revision: int):
    checkout = (await shop.opened("anna")).checkout
    with pytest.raises(Refusal) as refused:
        await undo(shop.services, "anna", checkout.id, revision)
    assert (refused.value.control, refused.value.message) == ("checkout", NOTHING_TO_UNDO)
    assert await shop.services.ledger.checkout(checkout.id) == checkout


async def test_nobody_undoes_for_somebody_else(shop: LocalStore):
    checkout = (await shop.opened("anna")).checkout
    await shop.toggled("anna", checkout.id)
    with pytest.raises(Refusal, match=NOTHING_TO_UNDO):
        await undo(shop.services, "ben", checkout.id, checkout.revision)


async def test_nothing_is_undone_under_a_payment(shop: LocalStore):
    first = (await shop.opened("anna")).checkout
    await shop.toggled("anna", first.id)
    last = await shop.synced(first.id)
    await place(shop.services, "anna", last.id, last.revision, last.quote.total)
    with pytest.raises(Refusal, match=BEING_PAID):
        await undo(shop.services, "anna", first.id, first.revision)


async def test_a_code_that_was_used_up_meanwhile_stays_off(shop: LocalStore):
    checkout = await changing.add_product(shop.services, "anna", "yame-sencha")
    with_code = await changing.apply_code(shop.services, "anna", checkout.id, "LASTTIN")
    without = await changing.remove_code(shop.services, "anna", checkout.id)
    undone = await undo(shop.services, "anna", checkout.id, with_code.revision)
    assert undone.cart.code == "LASTTIN"
    await undo(shop.services, "anna", checkout.id, without.revision)
    form = await shop.opened("ben")
    await changing.apply_code(shop.services, "ben", form.checkout.id, "LASTTIN")
    bens = await shop.synced(form.checkout.id)
    await place(shop.services, "ben", bens.id, bens.revision, bens.quote.total)
    undone = await undo(shop.services, "anna", checkout.id, with_code.revision)
    assert (undone.cart.code, undone.quote.discount) == ("", 0)
    assert undone.cart.lines == with_code.cart.lines


async def test_minutes_that_ran_out_meanwhile_stay_off(shop: LocalStore):
    checkout = await changing.add_product(shop.services, "anna", "yame-sencha")
    timed = await changing.apply_code(shop.services, "anna", checkout.id, "TEATIME")
    await changing.remove_code(shop.services, "anna", checkout.id)
    async with shop.database.transaction() as session:
        ended = "json_set(cart, '$.code_until', '2020-01-01T00:00:00Z')"
        await session.execute(text(f"UPDATE revisions SET cart = {ended} WHERE revision = {timed.revision}"))
    undone = await undo(shop.services, "anna", checkout.id, timed.revision)
    assert (undone.cart.code, undone.quote.discount) == ("", 0)


async def test_what_is_no_longer_sold_stays_out(shop: LocalStore):
    checkout = (await shop.opened("anna")).checkout
    wrapped = await shop.toggled("anna", checkout.id)
    await shop.toggled("anna", checkout.id, on=False)
    today = shop.services.catalog
    without = replace(shop.services, catalog=today.model_copy(update={"add_ons": {}}))
    undone = await undo(without, "anna", checkout.id, wrapped.revision)
    assert undone.cart.add_ons == frozenset()
