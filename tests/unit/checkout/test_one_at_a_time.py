"""What one checkout has at Stripe is made, changed and ended by one at a time; and who is overtaken loses nothing."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from rxapp.checkout.changing import change
from rxapp.checkout.memberships import leave, stay
from rxapp.checkout.opening import open_ahead, open_session
from rxapp.checkout.placing import place
from rxapp.checkout.reconciling import COOKIE_LIFE, reconcile
from rxapp.checkout.settling import release
from rxapp.checkout.switching import choose_flow
from rxapp.checkout.syncing import sync
from rxapp.checkout.trying import let_session_expire
from rxapp.orders.models import now
from rxapp.orders.records import Flow, Status
from rxapp.shop.changes import AddProduct
from tests.faults.local_store import ORIGIN, LocalStore
from tests.unit.checkout.test_memberships import PLAN, member

BOTH_WAYS = pytest.mark.parametrize("flow", Flow)
Act = Callable[[LocalStore], Awaitable[str]]


def noting(shop: LocalStore) -> list[list[str]]:
    """Whose writer is held during each call that changes something at Stripe."""
    held: list[list[str]] = []
    writers = shop.services._writers  # pyright: ignore[reportPrivateUsage]

    async def note(request: httpx.Request) -> None:
        if request.method == "POST":
            held.append([id for id, writer in writers.items() if writer.locked()])

    shop.wire.meanwhile = note
    return held


async def to_open(shop: LocalStore) -> str:
    return (await change(shop.services, "anna", None, AddProduct(slug="yame-sencha"))).id


async def opens(shop: LocalStore) -> str:
    id = await to_open(shop)
    await open_session(shop.services, id, ORIGIN)
    return id


async def opens_ahead(shop: LocalStore) -> str:
    id = await to_open(shop)
    await open_ahead(shop.services, id, ORIGIN)
    return id


async def syncs(shop: LocalStore) -> str:
    checkout = await shop.services.ledger.unfinished("anna")
    assert checkout
    await shop.toggled("anna", checkout.id)
    await sync(shop.services, checkout.id)
    return checkout.id


async def chooses_another_way(shop: LocalStore) -> str:
    checkout = await shop.services.ledger.unfinished("anna")
    assert checkout
    await choose_flow(shop.services, checkout.id, Flow.PAYMENT_INTENT)
    return checkout.id


async def lets_it_expire(shop: LocalStore) -> str:
    checkout = await shop.services.ledger.unfinished("anna")
    assert checkout
    await let_session_expire(shop.services, checkout.id, str(checkout.session_id))
    return checkout.id


async def leaves_and_stays(shop: LocalStore) -> str:
    [one] = await shop.services.memberships.of("anna")
    for wish in (leave, stay):
        await wish(shop.services, "anna", PLAN)
    return one.subscription_id


ACTS: dict[str, Any] = {
    "opens": (None, opens),
    "opens ahead": (None, opens_ahead),
    "syncs": (LocalStore.opened, syncs),
    "chooses another way": (LocalStore.opened, chooses_another_way),
    "lets it expire": (LocalStore.opened, lets_it_expire),
    "leaves and stays": (member, leaves_and_stays),
}


@pytest.mark.parametrize("what", ACTS)
async def test_whoever_writes_has_the_writer(shop: LocalStore, what: str):
    before, act = ACTS[what]
    if before:
        await before(shop, "anna")
    held = noting(shop)
    id = await act(shop)
    assert held and held == [[id]] * len(held)


@BOTH_WAYS
async def test_a_forgotten_cart_that_is_paid_for_just_then_is_left_to_whoever_pays(shop: LocalStore, flow: Flow):
    shop = shop.with_new_account(flow)
    form = await shop.opened("anna")

    async def pays(request: httpx.Request) -> None:
        if request.url.path.endswith(("/expire", "/cancel")):
            shop.wire.meanwhile = None
            await shop.services.ledger.place(form.checkout.id, form.checkout.revision, form.checkout.quote.total)

    shop.wire.meanwhile = pays
    await reconcile(shop.services, at=now() + COOKIE_LIFE)
    assert (await shop.services.ledger.checkout(form.checkout.id)).status == Status.PLACING


@BOTH_WAYS
async def test_a_yes_to_the_bank_that_comes_before_the_payment_is_withdrawn_pays(shop: LocalStore, flow: Flow):
    shop = shop.with_new_account(flow)
    form = await shop.opened("anna")
    await place(shop.services, "anna", form.checkout.id, form.checkout.revision, 2300)
    asked = await shop.confirmation(form.client_secret, 2300, "pm_card_authenticationRequired")
    assert asked

    async def says_yes(request: httpx.Request) -> None:
        if request.url.path.endswith(("/expire", "/cancel")):
            shop.wire.meanwhile = None
            assert await shop.answer_the_bank(asked["next_action"]["url"].rpartition("/")[2], "complete")

    shop.wire.meanwhile = says_yes
    assert (await release(shop.services, form.checkout.id, at=now() + COOKIE_LIFE)).status == Status.PAID
    assert len(await shop.query("SELECT number FROM orders WHERE flag IS NULL AND paid = 2300")) == 1
