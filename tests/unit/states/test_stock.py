"""Counted products and the present on the pages: what is said of them, what closes Pay, and the ways on."""

import pytest

from rxapp.checkout.changing import change
from rxapp.checkout.opening import open_session
from rxapp.checkout.placing import place
from rxapp.orders.records import Status
from rxapp.shop.changes import SetQuantity
from rxapp.states.cart import CartState
from rxapp.states.checkout import CheckoutState
from tests.faults.local_store import ORIGIN, LocalStore
from tests.in_process import Tab
from tests.unit.checkout.test_adopting import set_at_stripe

TEA, ADJUSTABLE = "yame-sencha", "assam-breakfast"


@pytest.fixture(autouse=True)
def five_teas(shop: LocalStore) -> None:
    shop.services.ledger.counted = {TEA: 5, ADJUSTABLE: 2, "kyoto-hojicha": 50}


async def bought(shop: LocalStore, quantity: int, slug: str = TEA) -> None:
    """Somebody else's payment for so many is on its way."""
    checkout = await change(shop.services, "ben", None, SetQuantity(slug=slug, quantity=quantity))
    form = (await open_session(shop.services, checkout.id, ORIGIN)).checkout
    await place(shop.services, "ben", form.id, form.revision, form.quote.total)


async def test_the_shelf_says_what_there_are_few_of(shop: LocalStore, tab: Tab):
    await tab.call(CartState, "load")
    assert tab.state(CartState).stock == {TEA: "5 left", ADJUSTABLE: "2 left"}
    await bought(shop, 5)
    await tab.call(CartState, "look_again")
    assert tab.state(CartState).stock == {TEA: "Sold out", ADJUSTABLE: "2 left"}


async def test_no_more_than_is_left_is_put_in(tab: Tab):
    cart = tab.state(CartState)
    await tab.call(CartState, "add", slug=TEA, quantity="6")
    assert (cart.problems, cart.count, cart.added) == ({TEA: "Only 5 left."}, 0, "")
    await tab.call(CartState, "add", slug=TEA, quantity="5")
    assert ([line.left for line in cart.lines], cart.problems) == (["5 left"], {})
    for handler, sent in (("add", {"quantity": "1"}), ("set_quantity", {"quantity": 6})):
        await tab.call(CartState, handler, slug=TEA, **sent)
        assert (cart.problems, cart.count) == ({TEA: "Only 5 left."}, 5)


async def test_a_cart_whose_goods_went_says_so_and_takes_what_is_left(shop: LocalStore, tab: Tab):
    await tab.call(CartState, "add", slug=TEA, quantity="3")
    await bought(shop, 3)
    await tab.call(CartState, "load")
    cart = tab.state(CartState)
    [line] = cart.lines
    assert (line.left, line.short, line.take) == ("", "Only 2 left of Yame Sencha.", "Take 2 instead")
    await tab.call(CartState, "take_what_is_left", slug=TEA)
    [line] = cart.lines
    assert (line.quantity, line.left, line.short) == (2, "2 left", "")


async def test_pay_is_closed_with_its_reason_until_what_is_left_is_taken(shop: LocalStore, tab: Tab):
    page = await tab.open_cart(TEA)
    await tab.follow(CheckoutState, "set_quantity", slug=TEA, quantity=3)
    await tab.call(CheckoutState, "sync")
    assert page.closed_because == ""
    await bought(shop, 4)
    await tab.call(CheckoutState, "place", revision=page.revision, amount=page.amount)
    assert (page.placing, page.refusal["message"]) == (0, "Only 1 left of Yame Sencha.")
    assert page.closed_because == "Only 1 left of Yame Sencha. Please take what is left first."
    assert [(line.short, line.take) for line in page.lines] == [("Only 1 left of Yame Sencha.", "Take 1 instead")]
    await tab.follow(CheckoutState, "take_what_is_left", slug=TEA)
    await tab.call(CheckoutState, "sync")
    assert (page.closed_because, page.total, page.problems) == ("", "$23.00", {})
    await tab.call(CheckoutState, "place", revision=page.revision, amount=page.amount)
    assert page.placing == page.revision
    await tab.call(CheckoutState, "look_again")
    assert (page.closed_because, page.lines[0].short) == ("", ""), "what one holds oneself isn't gone"
    await tab.call(CartState, "load")
    [line] = tab.state(CartState).lines
    assert (line.left, line.short) == ("1 left", ""), "nor is it on the cart's own page"


async def test_what_is_sold_out_is_taken_out(shop: LocalStore, tab: Tab):
    page = await tab.open_cart(TEA, "kyoto-hojicha")
    await bought(shop, 5)
    await tab.call(CheckoutState, "look_again")
    assert page.closed_because == "Yame Sencha is sold out. Please take it out first."
    assert [(line.short, line.take) for line in page.lines] == [("Yame Sencha is sold out.", ""), ("", "")]
    await tab.call(CheckoutState, "remove", slug=TEA)
    assert (page.closed_because, [line.slug for line in page.lines]) == ("", ["kyoto-hojicha"])


async def test_a_quantity_that_stripe_js_has_set_is_refused_beside_its_line(shop: LocalStore, tab: Tab):
    page = await tab.open_cart(ADJUSTABLE)
    checkout = await shop.services.ledger.unfinished(tab.shopper)
    assert checkout
    await set_at_stripe(shop, checkout, assam_breakfast=3)
    answer = await tab.call(CheckoutState, "check_session", status="open", amount=4200, trial_days=0)
    assert answer is CheckoutState.open_form
    assert (page.problems, page.lines[0].quantity) == ({ADJUSTABLE: "Only 2 left."}, 1)
    assert page.revision > page.synced_revision, "the form is brought back to the cart"
    await tab.call(CheckoutState, "sync")
    synced = await shop.services.ledger.checkout(checkout.id)
    assert synced.stripe_items[f"product:{ADJUSTABLE}"].quantity == 1
    assert (page.amount, page.problems) == (1900, {ADJUSTABLE: "Only 2 left."})


async def test_the_present_joins_and_leaves_on_both_pages(tab: Tab):
    page, cart = await tab.open_cart("kyusu-teapot"), tab.state(CartState)
    hint = "Spend $11.00 more and a tasting tin of Hojicha comes along."
    assert (page.present, page.present_note) == ("", hint)
    total = page.total
    await tab.call(CheckoutState, "set_add_on", key="gift_wrap", on=True)
    assert page.present_note == hint, "extras don't count"
    await tab.call(CheckoutState, "set_add_on", key="gift_wrap", on=False)
    await tab.call(CheckoutState, "add_suggested", slug="chamomile-fields")
    assert (page.present, page.present_note, page.added) == ("Hojicha tasting tin", "", [])
    assert [line.slug for line in page.lines] == ["kyusu-teapot", "chamomile-fields"]
    await tab.call(CartState, "load")
    assert (cart.present, cart.present_note, cart.subtotal, cart.count) == ("Hojicha tasting tin", "", "$76.00", 2)
    await tab.call(CheckoutState, "remove", slug="chamomile-fields")
    assert (page.present, page.present_note, page.total) == ("", hint, total)
    await tab.call(CartState, "load")
    assert (cart.present, cart.present_note) == ("", hint)


async def test_an_empty_cart_is_promised_nothing(tab: Tab):
    await tab.call(CartState, "load")
    assert (tab.state(CartState).present, tab.state(CartState).present_note) == ("", "")


async def test_a_payment_that_comes_about_late_is_the_shoppers_order_all_the_same(shop: LocalStore, tab: Tab):
    shop.services.ledger.counted = {TEA: 1}
    page = await tab.open_cart(TEA)
    await tab.call(CheckoutState, "place", revision=page.revision, amount=page.amount)
    checkout = await shop.services.ledger.unfinished(tab.shopper)
    assert checkout
    await shop.services.ledger.release(checkout.id, checkout.placed_at, "given up")
    await bought(shop, 1)
    assert await shop.confirm(page.client_secret, page.amount)
    wanted = await tab.follow(CheckoutState, "release")
    assert (await shop.services.ledger.checkout(checkout.id)).status in (Status.OPEN, Status.FLAGGED)
    await shop.report_all()
    assert (await shop.services.ledger.checkout(checkout.id)).status == Status.FLAGGED
    wanted = await tab.call(CheckoutState, "look_again")
    assert "/complete?session=" in str(wanted.args)
