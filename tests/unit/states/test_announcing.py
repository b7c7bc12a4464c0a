"""What a screen reader says of a change: the new total, once, and what else came about by it."""

from typing import Any

import pytest

from rxapp.states.cart import CartState
from rxapp.states.checkout import CheckoutState
from rxapp.states.joining import JoinState
from tests.in_process import Tab
from tests.unit.shop.addresses import HAWAII

TEA, KETTLE = "yame-sencha", "gooseneck-kettle"
Change = tuple[str, dict[str, Any]]

# With a tin of tea and the kettle in the cart: what was done before, the change, and what is said of it.
SAID: list[tuple[list[Change], Change, str]] = [
    ([], ("set_add_on", {"key": "gift_wrap", "on": True}), "Total $142.30"),
    (
        [("set_add_on", {"key": "gift_wrap", "on": True})],
        ("set_add_on", {"key": "gift_wrap", "on": False}),
        "Total $137.30",
    ),
    ([], ("choose_shipping", {"key": "express"}), "Total $147.30"),
    ([], ("apply_code", {"code": "WELCOME10"}), "Total $122.60"),
    ([], ("set_donation", {"typed": "3"}), "Total $140.30"),
    ([], ("set_quantity", {"slug": TEA, "quantity": 2}), "Total $153.50"),
    ([], ("remove", {"slug": TEA}), "Total $121.10"),
    (
        [("set_add_on", {"key": "extended_warranty", "on": True})],
        ("remove", {"slug": KETTLE}),
        "Hojicha tasting tin removed. Extended warranty removed. Loyalty removed. Total $23.00",
    ),
    ([("remove", {"slug": KETTLE})], ("set_quantity", {"slug": TEA, "quantity": 4}), "Total $77.00"),
    (
        [("remove", {"slug": KETTLE})],
        ("set_quantity", {"slug": TEA, "quantity": 5}),
        "Hojicha tasting tin added. Total $95.00",
    ),
    (
        [("remove", {"slug": KETTLE})],
        ("set_quantity", {"slug": TEA, "quantity": 6}),
        "Hojicha tasting tin added. Loyalty added. Total $102.20",
    ),
]


async def test_what_was_used_once_is_said_when_it_changes_by_another_hand(tab: Tab):
    await tab.open_cart(TEA, KETTLE)
    checkout = tab.state(CheckoutState)
    await tab.call(CheckoutState, "set_add_on", key="gift_wrap", on=True)
    other = Tab(tab.shopper)
    await other.call(CheckoutState, "load")
    await other.call(CheckoutState, "set_add_on", key="gift_wrap", on=False)
    await tab.call(CheckoutState, "look_again")
    assert checkout.announcement == "Gift wrap removed. Total $137.30"


@pytest.mark.parametrize(("before", "change", "said"), SAID)
async def test_the_checkout_says_the_new_total_and_what_nobody_asked_for(
    tab: Tab, before: list[Change], change: Change, said: str
):
    await tab.open_cart(TEA, KETTLE)
    checkout = tab.state(CheckoutState)
    assert checkout.announcement == ""
    for handler, sent in (*before, change):
        await tab.call(CheckoutState, handler, **sent)
    assert checkout.announcement == said
    await tab.call(CheckoutState, "sync")
    assert checkout.announcement == said, "what follows by itself is no other change"
    await tab.call(CheckoutState, "load")
    assert checkout.announcement == ""


async def test_of_a_way_to_ship_that_nobody_chose_nothing_is_said(tab: Tab):
    page = await tab.open_cart(TEA, KETTLE)
    assert [way.key for way in page.shipping] == ["standard", "express"]
    await tab.call(CheckoutState, "set_destination", typed=HAWAII.model_dump())
    assert [way.key for way in page.shipping] == ["standard"]
    assert page.announcement.endswith(f"Total {page.total}") and "xpress" not in page.announcement


async def test_the_cart_says_its_subtotal(tab: Tab):
    await tab.call(CartState, "add", slug=TEA, quantity="1")
    await tab.call(CartState, "load")
    assert tab.state(CartState).announcement == ""
    await tab.call(CartState, "set_quantity", slug=TEA, quantity=3)
    assert tab.state(CartState).announcement == "Subtotal $54.00"
    await tab.call(CartState, "set_quantity", slug=TEA, quantity=11)
    assert tab.state(CartState).announcement == "Subtotal $54.00"


async def test_joining_says_how_long_it_is_free(tab: Tab):
    await tab.call(JoinState, "load", plan="tea_club")
    joining = tab.state(JoinState)
    assert joining.announcement == ""
    await tab.call(JoinState, "set_referral", code="SECONDCUP")
    assert joining.announcement == f"{joining.trial}, until {joining.trial_ends}, then $24.00 a month"
    other = Tab(tab.shopper)
    await other.call(JoinState, "load", plan="tea_club")
    await other.call(JoinState, "remove_referral")
    await tab.call(JoinState, "load", plan="tea_club")
    assert (joining.trial, joining.announcement) == ("7 days free", ""), "a page that opens announces nothing"
