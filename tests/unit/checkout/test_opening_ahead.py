"""Whoever looks at the cart finds the payment form open when they ask for it."""

import asyncio
from collections.abc import Awaitable, Callable

import httpx
import pytest

from rxapp.checkout import opened_ahead
from rxapp.checkout.changing import change
from rxapp.checkout.opening import open_ahead, open_session, to_open_ahead
from rxapp.orders.records import Checkout, Flow, Status
from rxapp.shop.changes import AddProduct, RemoveProduct
from rxapp.shop.refusal import PaymentServiceUnavailable
from tests.faults.local_store import ORIGIN, LocalStore
from tests.unit.checkout.test_opening import BOTH_WAYS, CREATES


@pytest.fixture(autouse=True)
async def _account(shop: LocalStore) -> None:
    """It is made by the first call with its key."""
    await shop.opened("somebody else")


async def with_tea(shop: LocalStore) -> Checkout:
    return await change(shop.services, "anna", None, AddProduct(slug="yame-sencha"))


async def number_of_calls(shop: LocalStore) -> int:
    return len(await shop.calls())


async def created(shop: LocalStore, checkout: Checkout) -> int:
    """How many payments were made for a checkout."""
    calls = [call for path in CREATES for call in await shop.calls("POST", path)]
    return sum(call["params"]["metadata"]["checkout"] == checkout.id for call in calls)


@BOTH_WAYS
async def test_the_form_asks_nothing_of_stripe_once(shop: LocalStore, flow: Flow):
    shop = shop.with_new_account(flow)
    checkout = await with_tea(shop)
    assert await to_open_ahead(shop.services, "anna") == checkout
    await open_ahead(shop.services, checkout.id, ORIGIN)
    before = await number_of_calls(shop)
    form = await open_session(shop.services, checkout.id, ORIGIN)
    assert await number_of_calls(shop) == before
    assert (form.checkout.in_step, form.checkout.session_count) == (True, 1)
    again = await open_session(shop.services, checkout.id, ORIGIN)
    assert await number_of_calls(shop) == before + 1, "what may have become of it since then only Stripe knows"
    assert again == form
    assert await created(shop, checkout) == 1


async def test_what_was_opened_too_long_ago_is_asked_for(shop: LocalStore, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(opened_ahead, "KEPT_SECONDS", 0)
    checkout = await with_tea(shop)
    await open_ahead(shop.services, checkout.id, ORIGIN)
    await asyncio.sleep(0)
    before = await number_of_calls(shop)
    assert (await open_session(shop.services, checkout.id, ORIGIN)).client_secret
    assert await number_of_calls(shop) == before + 1


async def test_a_change_meanwhile_is_brought_to_it_as_ever(shop: LocalStore):
    checkout = await with_tea(shop)
    await open_ahead(shop.services, checkout.id, ORIGIN)
    changed = await change(shop.services, "anna", None, AddProduct(slug="yame-sencha"))
    form = await open_session(shop.services, checkout.id, ORIGIN)
    assert (form.checkout.revision, form.checkout.in_step) == (changed.revision, False)
    assert form.client_secret


async def test_another_worker_asks_stripe(shop: LocalStore):
    checkout = await with_tea(shop)
    await open_ahead(shop.services, checkout.id, ORIGIN)
    assert (await open_session(shop.another_worker(), checkout.id, ORIGIN)).client_secret
    assert await created(shop, checkout) == 1


async def test_a_form_that_is_asked_for_meanwhile_waits_for_it(shop: LocalStore):
    checkout = await with_tea(shop)
    opening = (open_ahead(shop.services, checkout.id, ORIGIN), open_session(shop.services, checkout.id, ORIGIN))
    _, form = await asyncio.gather(*opening)
    assert form.client_secret
    assert await created(shop, checkout) == 1


async def test_whoever_goes_on_to_the_form_does_not_end_it(shop: LocalStore):
    checkout = await with_tea(shop)
    looking = asyncio.create_task(open_ahead(shop.services, checkout.id, ORIGIN))

    sent: list[str] = []

    async def go_on(request: httpx.Request) -> None:
        """The call is on its way when the page of the cart is left."""
        sent.append(request.url.path)
        looking.cancel()
        await asyncio.sleep(0)

    shop.wire.meanwhile = go_on
    with pytest.raises(asyncio.CancelledError):
        await looking
    form = await open_session(shop.services, checkout.id, ORIGIN)
    assert form.client_secret
    assert len(sent) == len(set(sent)), "nothing is asked again"


async def no_cart(shop: LocalStore) -> None: ...


async def emptied(shop: LocalStore) -> None:
    checkout = await with_tea(shop)
    await change(shop.services, "anna", checkout.id, RemoveProduct(slug="yame-sencha"))


async def opened(shop: LocalStore) -> None:
    await shop.opened("anna")


async def being_paid(shop: LocalStore) -> None:
    checkout = await with_tea(shop)
    await shop.services.ledger.move(checkout.id, Status.PLACING, "a test says so")


@pytest.mark.parametrize("cart", [no_cart, emptied, opened, being_paid])
async def test_where_there_is_nothing_to_open_nothing_is(
    shop: LocalStore, cart: Callable[[LocalStore], Awaitable[None]]
):
    await cart(shop)
    before = await number_of_calls(shop)
    assert await to_open_ahead(shop.services, "anna") is None
    if checkout := await shop.services.ledger.unfinished("anna"):
        await open_ahead(shop.services, checkout.id, ORIGIN)
    assert await number_of_calls(shop) == before


async def test_that_it_can_not_be_opened_hears_whoever_asks_for_the_form(shop: LocalStore):
    checkout = await with_tea(shop)
    await shop.fault("server_error", path="/v1/checkout/sessions", times=None)
    await open_ahead(shop.services, checkout.id, ORIGIN)
    with pytest.raises(PaymentServiceUnavailable):
        await open_session(shop.services, checkout.id, ORIGIN)
    await shop.no_faults()
    assert (await open_session(shop.services, checkout.id, ORIGIN)).client_secret
