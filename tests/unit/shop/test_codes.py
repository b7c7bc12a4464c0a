"""Codes and offers that look at more than the cart: who asks, what they bought before, what others used."""

from datetime import UTC, datetime, timedelta

import pytest

from rxapp.shop import cart
from rxapp.shop.cart import Cart
from rxapp.shop.catalog import CATALOG
from rxapp.shop.history import History
from rxapp.shop.pricing import quote
from rxapp.shop.refusal import Refusal

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
TEA = cart.add_product(Cart(), CATALOG, "yame-sencha")


def test_a_code_for_a_first_order_is_refused_after_one():
    assert cart.apply_code(TEA, CATALOG, "FIRSTCUP", history=History(orders=0)).code == "FIRSTCUP"
    with pytest.raises(Refusal, match=r"^That code is for a first order\.$"):
        cart.apply_code(TEA, CATALOG, "FIRSTCUP", history=History(orders=1))


def test_a_code_is_used_up_when_its_uses_are():
    assert cart.apply_code(TEA, CATALOG, "LASTTIN", history=History(uses={"LASTTIN": 0})).code == "LASTTIN"
    with pytest.raises(Refusal, match=r"^That code has been used up\.$"):
        cart.apply_code(TEA, CATALOG, "LASTTIN", history=History(uses={"LASTTIN": 1}))


def test_a_code_that_was_used_up_meanwhile_comes_off():
    held = cart.apply_code(TEA, CATALOG, "LASTTIN")
    assert cart.end_offers(held, CATALOG, History(uses={"LASTTIN": 0})) == held
    assert cart.end_offers(held, CATALOG, History(uses={"LASTTIN": 1})) == TEA


def test_a_code_of_members_is_theirs_alone_and_leaves_with_them():
    with pytest.raises(Refusal, match=r"^That code is for Gold members\.$"):
        cart.apply_code(TEA, CATALOG, "GOLDLEAF")
    gold = cart.apply_code(cart.sign_in(TEA, CATALOG, "gold"), CATALOG, "goldleaf")
    assert ("GOLDLEAF", 800) in [(part.name, part.amount) for part in quote(gold, CATALOG).deductions]
    assert cart.sign_in(gold, CATALOG, "") == TEA


def test_a_code_of_members_takes_nothing_off_for_others_however_it_got_into_the_cart():
    assert quote(TEA.model_copy(update={"code": "GOLDLEAF"}), CATALOG).discount == 0


def test_one_customers_own_offer():
    pots = cart.set_quantity(TEA, CATALOG, "kyusu-teapot", 2)
    # Two pots at 64.00, a quarter off.
    mine = [("Your second pot", 3200)]
    assert [(part.name, part.amount) for part in quote(pots, CATALOG).deductions if part.key == "own_offer"] == []
    gold = quote(cart.sign_in(pots, CATALOG, "gold"), CATALOG)
    assert [(part.name, part.amount) for part in gold.deductions if part.key == "own_offer"] == mine


def test_the_minutes_of_a_code_run_from_when_it_was_first_entered():
    first = cart.apply_code(TEA, CATALOG, "TEATIME", NOON)
    assert first.code_until
    known = History(until={"TEATIME": first.code_until})
    again = cart.apply_code(cart.remove_code(first), CATALOG, "TEATIME", NOON + timedelta(minutes=9), known)
    assert again.code_until == first.code_until
    with pytest.raises(Refusal, match=r"^TEATIME has run out\.$"):
        cart.apply_code(cart.remove_code(first), CATALOG, "TEATIME", NOON + timedelta(minutes=10), known)


def test_a_code_under_its_minimum_waits_and_does_not_come_off():
    enough = cart.apply_code(cart.set_quantity(TEA, CATALOG, "yame-sencha", 2), CATALOG, "POUR5")
    too_little = cart.set_quantity(enough, CATALOG, "yame-sencha", 1)
    assert cart.end_offers(too_little, CATALOG) == too_little
    assert (quote(too_little, CATALOG).code, quote(enough, CATALOG).code) == (None, "POUR5")
