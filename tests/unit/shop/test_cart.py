"""What a shopper may do to a cart, and what is refused."""

from datetime import UTC, date, datetime, timedelta

import pytest

from rxapp.shop import cart
from rxapp.shop.cart import Cart
from rxapp.shop.catalog import CATALOG
from rxapp.shop.pricing import quote
from rxapp.shop.refusal import Refusal

KETTLE = cart.add_product(Cart(), CATALOG, "gooseneck-kettle")


def test_adding_twice_is_two_pieces_on_one_line():
    twice = cart.add_product(KETTLE, CATALOG, "gooseneck-kettle")
    assert (len(twice.lines), twice.pieces) == (1, 2)


@pytest.mark.parametrize("quantity", [0, -1, 11, 10**9])
def test_quantities_outside_one_to_ten_are_refused_beside_the_product(quantity: int):
    with pytest.raises(Refusal) as refused:
        cart.set_quantity(KETTLE, CATALOG, "gooseneck-kettle", quantity)
    assert refused.value.control == "gooseneck-kettle"


def test_the_eleventh_piece_is_refused():
    full = cart.set_quantity(KETTLE, CATALOG, "gooseneck-kettle", 10)
    with pytest.raises(Refusal, match="at most 10"):
        cart.add_product(full, CATALOG, "gooseneck-kettle")


@pytest.mark.parametrize(
    "change",
    [
        lambda: cart.add_product(KETTLE, CATALOG, "samovar"),
        lambda: cart.set_quantity(KETTLE, CATALOG, "samovar", 1),
        lambda: cart.remove_product(KETTLE, CATALOG, "samovar"),
        lambda: cart.set_add_on(KETTLE, CATALOG, "engraving", True),
        lambda: cart.choose_shipping(KETTLE, CATALOG, "pigeon"),
        lambda: cart.apply_code(KETTLE, CATALOG, "FREE"),
        lambda: cart.apply_code(KETTLE, CATALOG, "  "),
    ],
)
def test_what_the_store_does_not_know_is_refused(change):
    with pytest.raises(Refusal) as refused:
        change()
    assert refused.value.message.endswith((".", "?"))


def test_the_warranty_is_only_for_carts_with_the_kettle():
    tea = cart.add_product(Cart(), CATALOG, "yame-sencha")
    with pytest.raises(Refusal, match="only for the Gooseneck Kettle"):
        cart.set_add_on(tea, CATALOG, "extended_warranty", True)


def test_the_warranty_leaves_with_the_kettle():
    both = cart.add_product(cart.set_add_on(KETTLE, CATALOG, "extended_warranty", True), CATALOG, "yame-sencha")
    assert cart.remove_product(both, CATALOG, "gooseneck-kettle").add_ons == frozenset()


def test_add_ons_leave_with_the_last_thing():
    wrapped = cart.set_add_on(KETTLE, CATALOG, "gift_wrap", True)
    empty = cart.remove_product(wrapped, CATALOG, "gooseneck-kettle")
    assert (empty.lines, empty.add_ons) == ((), frozenset())
    with pytest.raises(Refusal, match="empty"):
        cart.set_add_on(empty, CATALOG, "gift_wrap", True)


def test_a_code_is_found_however_it_is_typed():
    assert cart.apply_code(KETTLE, CATALOG, "  welcome10 ").code == "WELCOME10"


def test_a_cart_kept_for_weeks_loses_only_what_is_no_longer_sold():
    smaller = CATALOG.model_copy(update={"add_ons": {}, "codes": {}})
    kept = cart.fitted(
        cart.apply_code(cart.set_add_on(KETTLE, CATALOG, "gift_wrap", True), CATALOG, "WELCOME10"), smaller
    )
    assert (kept.pieces, kept.add_ons, kept.code) == (1, frozenset(), "")


TEA = cart.add_product(Cart(), CATALOG, "yame-sencha")


@pytest.mark.parametrize(
    ("typed", "given"),
    [("3.60", 400), ("3.49", 300), ("0.5", 100), ("$1,200", 10000), ("0", 0), ("", 0), ("99.999", 10000)],
)
def test_donations_are_rounded_to_whole_dollars_and_capped(typed: str, given: int):
    assert cart.set_donation(TEA, CATALOG, typed).donation == given


@pytest.mark.parametrize("typed", ["much", "-1", "1e99", "nan", "inf", "1.2.3", "<b>"])
def test_what_is_no_amount_is_no_donation(typed: str):
    with pytest.raises(Refusal, match="such as"):
        cart.set_donation(TEA, CATALOG, typed)


def test_a_store_in_yen_takes_and_explains_whole_yen():
    yen = CATALOG.model_copy(update={"currency": "jpy"})
    assert cart.set_donation(TEA, yen, "¥351").donation == 400
    assert cart.set_donation(TEA, yen, "20000").donation == 10_000
    with pytest.raises(Refusal, match="such as 500\\."):
        cart.set_donation(TEA, yen, "much")


def test_swapping_keeps_place_and_quantity_and_adds_to_what_is_there():
    both = cart.add_product(cart.add_product(TEA, CATALOG, "kyoto-hojicha"), CATALOG, "yame-sencha-large")
    swapped = cart.swap_size(both, CATALOG, "yame-sencha")
    assert [(line.slug, line.quantity) for line in swapped.lines] == [("yame-sencha-large", 2), ("kyoto-hojicha", 1)]


def test_swapping_refuses_one_size_and_more_than_ten():
    with pytest.raises(Refusal, match="one size"):
        cart.swap_size(KETTLE, CATALOG, "gooseneck-kettle")
    full = cart.set_quantity(cart.add_product(TEA, CATALOG, "yame-sencha-large"), CATALOG, "yame-sencha-large", 10)
    with pytest.raises(Refusal, match="at most 10"):
        cart.swap_size(full, CATALOG, "yame-sencha")


NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def test_a_timed_code_ends_by_itself():
    timed = cart.apply_code(TEA, CATALOG, "TEATIME", NOON)
    assert timed.code_until == NOON + timedelta(minutes=10)
    assert cart.end_offers(timed, CATALOG, now=NOON + timedelta(minutes=9)) == timed
    assert cart.end_offers(timed, CATALOG, now=NOON + timedelta(minutes=10)).code == ""
    assert quote(timed, CATALOG, NOON + timedelta(minutes=9)).discount == 270
    assert quote(timed, CATALOG, NOON + timedelta(minutes=10)).discount == 0


@pytest.mark.parametrize(("day", "refused"), [(date(2026, 6, 1), False), (date(2026, 6, 2), True)])
def test_a_dated_code_is_good_on_its_last_day(day: date, refused: bool):
    at = datetime.combine(day, datetime.min.time(), UTC)
    if refused:
        with pytest.raises(Refusal, match="ended on 1 June"):
            cart.apply_code(TEA, CATALOG, "FIRSTFLUSH", at)
    else:
        assert cart.apply_code(TEA, CATALOG, "FIRSTFLUSH", at).code == "FIRSTFLUSH"
