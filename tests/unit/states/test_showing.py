"""What the pages are given: before anything was read nothing, but for what the store is started with; then all of it.

For everything in CartState, CheckoutState, JoinState, OrderState, ShopState and PaymentState.
"""

from dataclasses import astuple, is_dataclass
from typing import Any

import pytest
from reflex.state import State

from rxapp.states.cart import CartState
from rxapp.states.checkout import CheckoutState
from rxapp.states.joining import JoinState
from rxapp.states.order import OrderState
from rxapp.states.payment import PaymentState
from rxapp.states.shop import ShopState
from tests.faults.local_store import LocalStore
from tests.in_process import Tab
from tests.unit.shop.addresses import BERLIN, HAWAII, NEW_YORK

FORM = {
    "publishable_key": "pk_test_kettleandkiln",
    "stripe_js_url": "/endive/stripe.js",
    "email": "shopper@example.com",
}
GIVEN: dict[type[State], dict[str, Any]] = {
    CartState: {},
    OrderState: {},
    ShopState: {"test_store": True, "local_stripe": True},
    CheckoutState: FORM,
    JoinState: FORM,
}


def parts(value: Any) -> list[Any]:
    """What a value is made of, in the depth; nothing where all of it is empty."""
    if is_dataclass(value) and not isinstance(value, type):
        value = astuple(value)
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return [part for one in value for part in parts(one)]
    return [value] if value else []


@pytest.mark.parametrize("kind", GIVEN)
def test_a_page_is_given_nothing_before_it_has_read_anything(kind: type[State]):
    state: Any = Tab().state(kind)
    own = [name for name, field in kind.get_fields().items() if field.is_var and name not in State.get_fields()]
    assert len(own) > 2
    assert {name: getattr(state, name) for name in own if parts(getattr(state, name))} == GIVEN[kind]


class Seen:
    """Which of some states' vars have held something, each time somebody looked."""

    def __init__(self, tab: Tab, kind: type[State], *classes: type) -> None:
        self._tab, self._kind = tab, kind
        self.never = {name for one in (kind, *classes) for name in one.__annotations__}

    async def after(self, handler: str, **payload: Any) -> None:
        await self._tab.call(self._kind, handler, **payload)
        self.look()

    def look(self) -> None:
        state: Any = self._tab.state(self._kind)
        self.never -= {name for name in self.never if parts(getattr(state, name))}


async def test_everything_that_a_checkout_can_have_is_shown(
    shop: LocalStore, tab: Tab, monkeypatch: pytest.MonkeyPatch
):
    await tab.open_cart("gooseneck-kettle", "yame-sencha")
    seen = Seen(tab, CheckoutState, PaymentState)
    seen.look()
    await seen.after("sign_in", member="gold")
    await seen.after("set_add_on", key="gift_wrap", on=True)
    await seen.after("set_donation", typed="3")
    await seen.after("apply_code", code="TEATIME")
    await seen.after("choose_shipping", key="express")
    for there in (NEW_YORK, BERLIN, HAWAII):
        await seen.after("set_destination", typed=there.model_dump())
    page = tab.state(CheckoutState)
    await seen.after("report", revision=page.revision, trouble="late")
    await seen.after("try_again")
    await seen.after("apply_code", code="NO SUCH CODE")
    await tab.follow(CheckoutState, "sync")
    await seen.after("place", revision=page.revision, amount=1)
    await seen.after("place", revision=page.revision, amount=page.amount)
    await seen.after("release")
    monkeypatch.setattr(shop.services.ledger, "counted", {"yame-sencha": 0})
    await seen.after("look_again")
    for slug in ("gooseneck-kettle", "yame-sencha"):
        await seen.after("remove", slug=slug)
    assert seen.never == {"trial_days", "_used"}, "which only plans have, and only a change under way"


async def test_everything_that_joining_can_have_is_shown(shop: LocalStore, tab: Tab):
    page = await tab.open_plan()
    seen = Seen(tab, JoinState)
    await seen.after("set_referral", code="SECONDCUP")
    assert page.trial_days
    await seen.after("sign_in", member="gold")
    await tab.follow(JoinState, "sync")
    await tab.call(JoinState, "place", revision=page.revision, amount=0)
    assert await shop.confirm(page.client_secret, 0, email=None)  # Stripe has the member's own
    await shop.report_all()
    await seen.after("load", plan="tea_club")
    assert seen.never == set()
    order = Seen(tab, OrderState)
    tab.at(page.joined)
    await order.after("look")
    assert {"plan", "trial_ends", "follows", "due_later"} & order.never == set()


async def test_everything_that_an_order_can_have_is_shown(shop: LocalStore, tab: Tab):
    seen = Seen(tab, OrderState)
    for there in (NEW_YORK, BERLIN):
        page = await tab.open_cart("gooseneck-kettle")
        await tab.call(CheckoutState, "set_destination", typed=there.model_dump())
        await tab.follow(CheckoutState, "apply_code", code="WELCOME10")
        await tab.follow(CheckoutState, "sync")
        await tab.call(CheckoutState, "place", revision=page.revision, amount=page.amount)
        assert await shop.confirm(page.client_secret, page.amount)
        await shop.report_all()
        tab.at(f"/complete?session={page.client_secret.partition('_secret_')[0]}")
        await seen.after("look")
        [paid, *_] = (await shop.stripe.v1.payment_intents.list_async()).data
        await shop.stripe.v1.refunds.create_async({"payment_intent": paid.id})
        await shop.report_all()
        await seen.after("look")
        tab.at("/checkout")
    assert seen.never == {"waiting", "paid_here", "plan", "trial_ends", "follows", "due_later"} | {
        "on_its_way",
        "failed",
    }


async def test_everything_that_a_cart_can_have_is_shown(shop: LocalStore, tab: Tab, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(shop.services.ledger, "counted", {"yame-sencha": 10})
    seen = Seen(tab, CartState)
    await shop.paid(tab.shopper)
    await shop.report_all()
    await seen.after("load")
    await seen.after("add", slug="yame-sencha", quantity="1")
    await seen.after("load")
    await seen.after("set_quantity", slug="yame-sencha", quantity=9)
    await seen.after("set_quantity", slug="yame-sencha", quantity=11)
    assert seen.never == set()
