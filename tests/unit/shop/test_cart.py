"""What a shopper may do to a cart, and what is refused."""

import pytest

from rxapp.shop import cart
from rxapp.shop.cart import Cart
from rxapp.shop.catalog import CATALOG
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
