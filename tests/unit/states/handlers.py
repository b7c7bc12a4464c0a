"""Every handler that a page may call: what it takes, what it counts as, and where it says no. A new one needs a row."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from reflex.state import State

from rxapp.states.cart import CartState
from rxapp.states.checkout import CheckoutState
from rxapp.states.guide import GuideState
from rxapp.states.hood import HoodState
from rxapp.states.joining import JoinState
from rxapp.states.membership import MembershipState
from rxapp.states.order import OrderState
from rxapp.states.orders import OrdersState
from rxapp.states.shop import ShopState
from tests.faults.local_store import LocalStore
from tests.in_process import Tab
from tests.unit.shop.addresses import NEW_YORK

TEST_STORES = frozenset({"local", "test"})
EVERYWHERE = TEST_STORES | {"live"}
FORM = "the payment form"  # a refusal is said there, and not beside a control


@dataclass(frozen=True)
class Row:
    """One handler.

    Attributes:
        payload: What an honest page sends, for a cart with one Yame Sencha.
        beside: Where a refusal is said; empty where nothing is refused.
        counted: Whether it counts as a change of the cart.
        modes: Where it is there.
        without: Where it is said instead if an argument is no such thing.
    """

    state: type[State]
    name: str
    payload: dict[str, Any] = field(default_factory=dict)
    beside: str = ""
    counted: bool = True
    modes: AbstractSet[str] = EVERYWHERE
    without: str = "checkout"

    def __str__(self) -> str:
        return f"{self.state.__name__}.{self.name}"

    async def call(self, tab: Tab, **other: Any) -> Any:
        return await tab.call(self.state, self.name, **self.payload | other)


SEEN = {"revision": 1, "amount": 2300}
SENCHA = {"slug": "yame-sencha"}


def of_a_form(state: type[State], seen: dict[str, Any]) -> list[Row]:
    return [
        Row(state, "open_form", beside=FORM),
        Row(state, "look_again", counted=False),
        Row(state, "sync", beside=FORM),
        Row(state, "place", seen, beside=FORM),
        Row(state, "release", beside=FORM),
        Row(state, "check_session", {"status": "open", "amount": seen["amount"], "trial_days": 0}, beside=FORM),
        Row(state, "report", {"revision": 1, "trouble": "late"}, counted=False),
        Row(state, "try_again", counted=False),
        Row(state, "let_stripe_be", {"trouble": "slow"}, beside="guide", modes={"local"}),
        Row(state, "let_session_expire", beside="guide", modes=TEST_STORES),
    ]


HANDLERS: list[Row] = [
    Row(HoodState, "look", {"seen": 0}, counted=False),
    Row(HoodState, "close", counted=False),
    Row(GuideState, "fill_cart", beside="guide", modes=TEST_STORES),
    Row(ShopState, "arrive", counted=False),
    Row(CartState, "load", counted=False),
    Row(CartState, "open_ahead"),
    Row(CartState, "look_again", counted=False),
    Row(CartState, "add", SENCHA | {"quantity": "1"}, beside="yame-sencha"),
    Row(CartState, "set_quantity", SENCHA | {"quantity": 2}, beside="yame-sencha"),
    Row(CartState, "remove", SENCHA, beside="yame-sencha"),
    Row(CartState, "take_what_is_left", SENCHA, beside="yame-sencha"),
    Row(OrderState, "load", counted=False),
    Row(OrderState, "forget", counted=False),
    Row(OrderState, "look"),
    Row(OrdersState, "load", counted=False),
    Row(OrdersState, "show_older", counted=False),
    Row(CheckoutState, "load", counted=False),
    Row(CheckoutState, "set_quantity", SENCHA | {"quantity": 2}, beside="yame-sencha"),
    Row(CheckoutState, "remove", SENCHA, beside="yame-sencha"),
    Row(CheckoutState, "take_what_is_left", SENCHA, beside="yame-sencha"),
    Row(CheckoutState, "swap_size", SENCHA, beside="yame-sencha"),
    Row(CheckoutState, "add_suggested", {"slug": "kyusu-teapot"}, beside="kyusu-teapot"),
    Row(CheckoutState, "set_donation", {"typed": "4.00"}, beside="donation"),
    Row(CheckoutState, "sign_in", {"member": "gold"}, beside="checkout", modes=TEST_STORES),
    Row(CheckoutState, "end_offers", beside="code"),
    Row(CheckoutState, "set_add_on", {"key": "gift_wrap", "on": True}, beside="gift_wrap"),
    Row(CheckoutState, "set_destination", {"typed": NEW_YORK.model_dump()}, beside="destination"),
    Row(CheckoutState, "choose_shipping", {"key": "express"}, beside="shipping"),
    Row(CheckoutState, "apply_code", {"code": "WELCOME10"}, beside="code"),
    Row(CheckoutState, "remove_code", beside="code"),
    Row(CheckoutState, "choose_flow", {"flow": "payment_intent"}, beside="flow", modes=TEST_STORES),
    Row(CheckoutState, "undo", beside="gift_wrap"),
    *of_a_form(CheckoutState, SEEN),
    Row(JoinState, "load", {"plan": "tea_club"}, beside="checkout"),
    Row(JoinState, "sign_in", {"member": "gold"}, beside="checkout", modes=TEST_STORES),
    Row(JoinState, "choose_term", {"key": "yearly"}, beside="term"),
    Row(JoinState, "set_destination", {"typed": NEW_YORK.model_dump()}, beside="destination"),
    Row(JoinState, "set_referral", {"code": "SECONDCUP"}, beside="referral"),
    Row(JoinState, "remove_referral", beside="referral"),
    Row(JoinState, "undo", beside="referral"),
    Row(MembershipState, "load", counted=False),
    Row(MembershipState, "look_again"),
    Row(MembershipState, "ask", {"plan": "tea_club"}, counted=False),
    Row(MembershipState, "leave", {"plan": "tea_club"}, beside="tea_club"),
    Row(MembershipState, "stay", {"plan": "tea_club"}, beside="tea_club"),
    *of_a_form(JoinState, {"revision": 1, "amount": 0}),
]


async def ready(shop: LocalStore, tab: Tab, row: Row) -> None:
    """A tab where this handler makes sense: at an open form, after what it takes back or off."""
    if row.state is MembershipState:
        await tab.join_plan(shop)
        await tab.follow(MembershipState, "load")
        return
    if row.state is JoinState:
        await tab.open_plan()
        if row.name in ("undo", "remove_referral"):
            await tab.call(JoinState, "set_referral", code="STEEPWITHME")
        return
    await tab.open_cart("yame-sencha")
    if row.name == "undo":
        await tab.call(CheckoutState, "set_add_on", key="gift_wrap", on=True)
    if row.name in ("end_offers", "remove_code"):
        await tab.call(CheckoutState, "apply_code", code="WELCOME10")
