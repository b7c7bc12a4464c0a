"""Undo: the cart of an earlier revision, without what has ended since."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from rxapp.checkout.changing import change
from rxapp.checkout.placing import place
from rxapp.shop.changes import AddProduct, ApplyCode, RemoveCode, SetQuantity, Undo
from rxapp.shop.refusal import BeingPaid, Finished, NothingToUndo
from tests.faults.local_store import LocalStore


async def test_the_cart_is_again_what_it_was_as_a_new_revision(shop: LocalStore):
    first = (await shop.opened("anna")).checkout
    await shop.toggled("anna", first.id)
    last = await change(shop.services, "anna", first.id, SetQuantity(slug="yame-sencha", quantity=4))
    undone = await change(shop.services, "anna", first.id, Undo(revision=first.revision))
    assert (undone.cart, undone.quote, undone.revision) == (first.cart, first.quote, last.revision + 1)
    again = await change(shop.services, "anna", first.id, Undo(revision=last.revision))
    assert again.cart == last.cart
    assert (await shop.synced(first.id)).in_step


@pytest.mark.parametrize("revision", [0, 99])
async def test_what_never_was_cannot_come_back(shop: LocalStore, revision: int):
    checkout = (await shop.opened("anna")).checkout
    with pytest.raises(NothingToUndo):
        await change(shop.services, "anna", checkout.id, Undo(revision=revision))
    assert await shop.services.ledger.checkout(checkout.id) == checkout


async def test_nobody_undoes_for_somebody_else(shop: LocalStore):
    checkout = (await shop.opened("anna")).checkout
    await shop.toggled("anna", checkout.id)
    with pytest.raises(Finished):
        await change(shop.services, "ben", checkout.id, Undo(revision=checkout.revision))


async def test_nothing_is_undone_under_a_payment(shop: LocalStore):
    first = (await shop.opened("anna")).checkout
    await shop.toggled("anna", first.id)
    last = await shop.synced(first.id)
    await place(shop.services, "anna", last.id, last.revision, last.quote.total)
    with pytest.raises(BeingPaid):
        await change(shop.services, "anna", first.id, Undo(revision=first.revision))


async def test_a_code_that_was_used_up_meanwhile_stays_off(shop: LocalStore):
    checkout = await change(shop.services, "anna", None, AddProduct(slug="yame-sencha"))
    with_code = await change(shop.services, "anna", checkout.id, ApplyCode(code="LASTTIN"))
    without = await change(shop.services, "anna", checkout.id, RemoveCode())
    undone = await change(shop.services, "anna", checkout.id, Undo(revision=with_code.revision))
    assert undone.cart.code == "LASTTIN"
    await change(shop.services, "anna", checkout.id, Undo(revision=without.revision))
    form = await shop.opened("ben")
    await change(shop.services, "ben", form.checkout.id, ApplyCode(code="LASTTIN"))
    bens = await shop.synced(form.checkout.id)
    await place(shop.services, "ben", bens.id, bens.revision, bens.quote.total)
    undone = await change(shop.services, "anna", checkout.id, Undo(revision=with_code.revision))
    assert (undone.cart.code, undone.quote.discount) == ("", 0)
    assert undone.cart.lines == with_code.cart.lines


async def test_minutes_that_ran_out_meanwhile_stay_off(shop: LocalStore):
    checkout = await change(shop.services, "anna", None, AddProduct(slug="yame-sencha"))
    timed = await change(shop.services, "anna", checkout.id, ApplyCode(code="TEATIME"))
    await change(shop.services, "anna", checkout.id, RemoveCode())
    ended = "json_set(cart, '$.code_until', '2020-01-01T00:00:00Z')"
    ends = text(f"UPDATE revisions SET cart = {ended} WHERE revision = {timed.revision}")
    await shop.database.run(lambda session: session.execute(ends))
    undone = await change(shop.services, "anna", checkout.id, Undo(revision=timed.revision))
    assert (undone.cart.code, undone.quote.discount) == ("", 0)


async def test_what_is_no_longer_sold_stays_out(shop: LocalStore):
    checkout = (await shop.opened("anna")).checkout
    wrapped = await shop.toggled("anna", checkout.id)
    await shop.toggled("anna", checkout.id, on=False)
    today = shop.services.catalog
    without = replace(shop.services, catalog=today.model_copy(update={"add_ons": {}}))
    undone = await change(without, "anna", checkout.id, Undo(revision=wrapped.revision))
    assert undone.cart.add_ons == frozenset()
