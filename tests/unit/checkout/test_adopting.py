"""What Stripe.js changed by itself: the quantities of adjustable products are taken over, all else is set back."""

from typing import Any

import pytest

from rxapp.checkout.adopting import adopt
from rxapp.checkout.changing import change
from rxapp.checkout.opening import open_session
from rxapp.orders.records import Checkout, Status
from rxapp.shop.changes import AddProduct, RemoveProduct, SetQuantity
from rxapp.shop.refusal import PaymentServiceUnavailable
from tests.faults.local_store import ORIGIN, LocalStore

ADJUSTABLE, OTHER = "assam-breakfast", "kyoto-hojicha"


async def opened(shop: LocalStore) -> Checkout:
    """One of each in front of the payment form."""
    for slug in (ADJUSTABLE, OTHER):
        checkout = await change(shop.services, "anna", None, AddProduct(slug=slug))
    return (await open_session(shop.services, checkout.id, ORIGIN)).checkout


async def set_at_stripe(shop: LocalStore, checkout: Checkout, **quantities: int) -> None:
    """Somebody sets these quantities at Stripe; words are joined by `_` here."""
    wanted = {slug.replace("_", "-"): quantity for slug, quantity in quantities.items()}
    lines: Any = [
        {"id": item.id, "quantity": wanted.get(key.removeprefix("product:"), item.quantity)}
        for key, item in checkout.stripe_items.items()
    ]
    await shop.stripe.v1.checkout.sessions.update_async(str(checkout.session_id), {"line_items": lines})


def quantities(checkout: Checkout) -> dict[str, int]:
    return {line.slug: line.quantity for line in checkout.cart.lines}


@pytest.mark.parametrize("quantity", [2, 10])
async def test_a_quantity_is_taken_over(shop: LocalStore, quantity: int):
    checkout = await opened(shop)
    await set_at_stripe(shop, checkout, assam_breakfast=quantity)
    after = await adopt(shop.services, "anna", checkout.id)
    assert quantities(after) == {ADJUSTABLE: quantity, OTHER: 1}
    assert (after.revision, after.in_step) == (checkout.revision + 1, False)
    synced = await shop.synced(checkout.id)
    assert await adopt(shop.services, "anna", checkout.id) == synced, "twice is once"


async def test_what_is_as_it_was_written_stays(shop: LocalStore):
    checkout = await opened(shop)
    assert await adopt(shop.services, "anna", checkout.id) == checkout


@pytest.mark.parametrize("quantity", [11, 99])
async def test_more_than_a_cart_may_have_is_set_back(shop: LocalStore, quantity: int):
    checkout = await opened(shop)

    def more(answer: dict[str, Any]) -> None:
        if answer.get("id") == checkout.session_id:
            for item in answer["line_items"]["data"]:
                if item["metadata"]["key"] == f"product:{ADJUSTABLE}":
                    item["quantity"] = quantity

    shop.wire.retouch = more
    after = await adopt(shop.services, "anna", checkout.id)
    assert quantities(after) == {ADJUSTABLE: 1, OTHER: 1}
    assert not after.in_step
    shop.wire.retouch = None
    assert (await shop.synced(checkout.id)).stripe_items[f"product:{ADJUSTABLE}"].quantity == 1


async def test_what_is_not_adjustable_is_set_back(shop: LocalStore):
    checkout = await opened(shop)
    await set_at_stripe(shop, checkout, kyoto_hojicha=5)
    after = await adopt(shop.services, "anna", checkout.id)
    assert (quantities(after), after.in_step) == (quantities(checkout), False)
    synced = await shop.synced(checkout.id)
    assert synced.stripe_items[f"product:{OTHER}"].quantity == 1


async def test_another_total_is_set_back(shop: LocalStore):
    checkout = await opened(shop)
    shop.wire.retouch = lambda answer: answer.update(amount_total=1) if "amount_total" in answer else None
    after = await adopt(shop.services, "anna", checkout.id)
    assert (after.cart, after.in_step) == (checkout.cart, False)


async def test_where_the_cart_has_moved_on_the_cart_counts(shop: LocalStore):
    checkout = await opened(shop)
    await set_at_stripe(shop, checkout, assam_breakfast=5)
    await change(shop.services, "anna", checkout.id, SetQuantity(slug=ADJUSTABLE, quantity=3))
    after = await adopt(shop.services, "anna", checkout.id)
    assert quantities(after) == {ADJUSTABLE: 3, OTHER: 1}
    assert (await shop.synced(checkout.id)).stripe_items[f"product:{ADJUSTABLE}"].quantity == 3


async def test_what_is_out_of_the_cart_stays_out(shop: LocalStore):
    checkout = await opened(shop)
    await set_at_stripe(shop, checkout, assam_breakfast=5)
    await change(shop.services, "anna", checkout.id, RemoveProduct(slug=ADJUSTABLE))
    assert quantities(await adopt(shop.services, "anna", checkout.id)) == {OTHER: 1}


async def test_what_stripe_does_not_know_yet_is_left_alone(shop: LocalStore):
    checkout = (await shop.opened("anna")).checkout
    await change(shop.services, "anna", checkout.id, AddProduct(slug=ADJUSTABLE))
    after = await adopt(shop.services, "anna", checkout.id)
    assert after.cart.quantity_of(ADJUSTABLE) == 1


async def test_a_line_of_which_only_stripe_has_heard_is_none_that_was_adjusted(shop: LocalStore):
    """The answer to the write that took it there was lost."""
    checkout = (await shop.opened("anna")).checkout
    await change(shop.services, "anna", checkout.id, AddProduct(slug=ADJUSTABLE))
    shop.wire.answers_to_lose = 3
    with pytest.raises(PaymentServiceUnavailable):
        await shop.synced(checkout.id)
    after = await adopt(shop.services, "anna", checkout.id)
    assert (after.cart.quantity_of(ADJUSTABLE), after.in_step) == (1, False)


async def test_a_line_that_is_gone_at_stripe_is_set_back(shop: LocalStore):
    checkout = await opened(shop)

    def without(answer: dict[str, Any]) -> None:
        if lines := answer.get("line_items"):
            lines["data"] = [one for one in lines["data"] if one["metadata"]["key"] != f"product:{ADJUSTABLE}"]

    shop.wire.retouch = without
    after = await adopt(shop.services, "anna", checkout.id)
    assert (quantities(after), after.in_step) == (quantities(checkout), False)


async def test_without_a_session_or_under_a_payment_stripe_is_not_asked(shop: LocalStore):
    checkout = await change(shop.services, "anna", None, AddProduct(slug=ADJUSTABLE))
    assert await adopt(shop.services, "anna", checkout.id) == checkout
    form = await open_session(shop.services, checkout.id, ORIGIN)
    moved = await shop.services.ledger.move(form.checkout.id, Status.PLACING, "a test says so")
    asked = len(await shop.calls("GET"))
    assert await adopt(shop.services, "anna", checkout.id) == moved
    assert len(await shop.calls("GET")) == asked


async def test_of_a_session_that_has_ended_nothing_is_taken_over_and_nothing_doubted(shop: LocalStore):
    """Whoever opens the form again finds out that it has."""
    checkout = await opened(shop)
    await set_at_stripe(shop, checkout, assam_breakfast=5)
    await shop.stripe.v1.checkout.sessions.expire_async(str(checkout.session_id))
    assert await adopt(shop.services, "anna", checkout.id) == checkout
    assert await shop.services.ledger.checkout(checkout.id) == checkout


async def test_while_stripe_does_not_answer_nothing_is_taken_over(shop: LocalStore):
    checkout = await opened(shop)
    await shop.fault("server_error", method="GET", times=3)
    with pytest.raises(PaymentServiceUnavailable):
        await adopt(shop.services, "anna", checkout.id)
    assert await shop.services.ledger.checkout(checkout.id) == checkout
