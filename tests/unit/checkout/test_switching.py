"""What stands in the way of being paid another way is said beside that choice, and then nothing has moved."""

from collections.abc import Awaitable, Callable

import pytest

from rxapp.checkout.joining import join
from rxapp.checkout.opening import open_session
from rxapp.checkout.switching import NOT_FOR_PLANS, choose_flow
from rxapp.orders.records import Checkout, Flow, Status
from rxapp.shop.changes import Join
from rxapp.shop.refusal import BeingPaid, PaymentServiceRefused, PaymentServiceUnavailable, Refusal
from tests.faults.local_store import ORIGIN, LocalStore, refusal

State = Callable[[LocalStore], Awaitable[Checkout]]


async def opened(shop: LocalStore) -> Checkout:
    return (await shop.opened("anna")).checkout


async def placing(shop: LocalStore) -> Checkout:
    return (await shop.paid("anna")).checkout


async def on_its_way(shop: LocalStore) -> Checkout:
    checkout = await opened(shop)
    return await shop.services.ledger.move(checkout.id, Status.ON_ITS_WAY, "a test says so")


async def joining(shop: LocalStore) -> Checkout:
    checkout = await join(shop.services, "anna", Join(plan="tea_club"))
    return (await open_session(shop.services, checkout.id, ORIGIN)).checkout


async def while_stripe_is_away(shop: LocalStore) -> Checkout:
    checkout = await opened(shop)
    await shop.fault("server_error", times=None)
    return checkout


async def that_cannot_be_ended(shop: LocalStore) -> Checkout:
    checkout = await opened(shop)

    async def stays_open(request: object) -> object:
        return refusal(status=403) if getattr(request, "method", "") == "POST" else None

    shop.wire.meanwhile = stays_open  # pyright: ignore[reportAttributeAccessIssue]
    return checkout


@pytest.mark.parametrize(
    ("state", "kind", "said"),
    [
        (placing, BeingPaid, BeingPaid.sentence),
        (on_its_way, BeingPaid, BeingPaid.sentence),
        (joining, Refusal, NOT_FOR_PLANS),
        (while_stripe_is_away, PaymentServiceUnavailable, PaymentServiceUnavailable.sentence),
        (that_cannot_be_ended, PaymentServiceRefused, PaymentServiceRefused.sentence),
    ],
)
async def test_what_stands_in_the_way(shop: LocalStore, state: State, kind: type[Refusal], said: str):
    checkout = await state(shop)
    before = await shop.services.ledger.checkout(checkout.id)
    with pytest.raises(kind) as refused:
        await choose_flow(shop.services, checkout.id, Flow.PAYMENT_INTENT)
    assert (refused.value.control, refused.value.message) == ("flow", said)
    assert await shop.services.ledger.checkout(checkout.id) == before
    assert (await choose_flow(shop.services, checkout.id, Flow.CHECKOUT_SESSION)) == before, "the way that it has"
