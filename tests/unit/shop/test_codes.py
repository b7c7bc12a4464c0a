"""Codes and offers that look at more than the cart: who asks, what they bought before, what others used."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from rxapp.shop import cart
from rxapp.shop.cart import Cart
from rxapp.shop.catalog import CATALOG, Code
from rxapp.shop.change import Known
from rxapp.shop.changes import AddProduct, ApplyCode, RemoveCode, SetQuantity, SignIn
from rxapp.shop.codes import described
from rxapp.shop.entry import QUOTES, spelt
from rxapp.shop.history import History
from rxapp.shop.pricing import quote
from rxapp.shop.refusal import Refusal

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
TEA = AddProduct(slug="yame-sencha").applied(Cart(), Known(CATALOG))


def test_a_code_for_a_first_order_is_refused_after_one():
    assert (
        ApplyCode(code="FIRSTCUP").applied(TEA, Known(CATALOG, history=History(has_ordered=False))).code == "FIRSTCUP"
    )
    with pytest.raises(Refusal, match=r"^That code is for a first order\.$"):
        ApplyCode(code="FIRSTCUP").applied(TEA, Known(CATALOG, history=History(has_ordered=True)))


def test_a_code_is_used_up_when_its_uses_are():
    assert (
        ApplyCode(code="LASTTIN").applied(TEA, Known(CATALOG, history=History(uses={"LASTTIN": 0}))).code == "LASTTIN"
    )
    with pytest.raises(Refusal, match=r"^That code has been used up\.$"):
        ApplyCode(code="LASTTIN").applied(TEA, Known(CATALOG, history=History(uses={"LASTTIN": 1})))


def test_a_code_that_was_used_up_meanwhile_comes_off():
    held = ApplyCode(code="LASTTIN").applied(TEA, Known(CATALOG))
    assert cart.end_offers(held, CATALOG, History(uses={"LASTTIN": 0})) == held
    assert cart.end_offers(held, CATALOG, History(uses={"LASTTIN": 1})) == TEA


def test_a_code_of_members_is_theirs_alone_and_leaves_with_them():
    with pytest.raises(Refusal, match=r"^That code is for Gold members\.$"):
        ApplyCode(code="GOLDLEAF").applied(TEA, Known(CATALOG))
    gold = ApplyCode(code="goldleaf").applied(SignIn(member="gold").applied(TEA, Known(CATALOG)), Known(CATALOG))
    assert ("GOLDLEAF", 800) in [(part.name, part.amount) for part in quote(gold, CATALOG).deductions]
    assert SignIn(member="").applied(gold, Known(CATALOG)) == TEA


def test_a_code_of_members_takes_nothing_off_for_others_however_it_got_into_the_cart():
    assert quote(TEA.model_copy(update={"code": "GOLDLEAF"}), CATALOG).discount == 0


def test_one_customers_own_offer():
    pots = SetQuantity(slug="kyusu-teapot", quantity=2).applied(TEA, Known(CATALOG))
    # Two pots at 64.00, a quarter off.
    mine = [("Your second pot", 3200)]
    assert [(part.name, part.amount) for part in quote(pots, CATALOG).deductions if part.key == "own_offer"] == []
    gold = quote(SignIn(member="gold").applied(pots, Known(CATALOG)), CATALOG)
    assert [(part.name, part.amount) for part in gold.deductions if part.key == "own_offer"] == mine


def test_the_minutes_of_a_code_run_from_when_it_was_first_entered():
    first = ApplyCode(code="TEATIME").applied(TEA, Known(CATALOG, now=NOON))
    assert first.code_until
    known = History(until={"TEATIME": first.code_until})
    again = ApplyCode(code="TEATIME").applied(
        RemoveCode().applied(first, Known(CATALOG)), Known(CATALOG, now=NOON + timedelta(minutes=9), history=known)
    )
    assert again.code_until == first.code_until
    with pytest.raises(Refusal, match=r"^TEATIME has run out\.$"):
        ApplyCode(code="TEATIME").applied(
            RemoveCode().applied(first, Known(CATALOG)), Known(CATALOG, now=NOON + timedelta(minutes=10), history=known)
        )


@pytest.mark.parametrize("left", [5, 0, -5])
def test_a_code_that_had_minutes_once_and_has_none_any_more_lasts(left: int):
    timed, until = CATALOG.codes["TEATIME"], NOON + timedelta(minutes=left)
    lasting = Known(
        CATALOG.model_copy(update={"codes": CATALOG.codes | {"TEATIME": timed.model_copy(update={"minutes": None})}}),
        now=NOON,
        history=History(until={"TEATIME": until}),
    )
    entered = ApplyCode(code="TEATIME").applied(TEA, lasting)
    assert (entered.code, entered.code_until) == ("TEATIME", None)
    kept = entered.model_copy(update={"code_until": until})
    assert cart.end_offers(kept, lasting.catalog, lasting.history, NOON).code == "TEATIME"
    assert quote(kept, lasting.catalog, NOON).discount == quote(entered, lasting.catalog, NOON).discount > 0
    assert cart.fitted(kept, lasting.catalog) == entered, "no clock runs beside it"


def test_a_code_under_its_minimum_waits_and_does_not_come_off():
    enough = ApplyCode(code="POUR5").applied(
        SetQuantity(slug="yame-sencha", quantity=2).applied(TEA, Known(CATALOG)), Known(CATALOG)
    )
    too_little = SetQuantity(slug="yame-sencha", quantity=1).applied(enough, Known(CATALOG))
    assert cart.end_offers(too_little, CATALOG) == too_little
    assert (quote(too_little, CATALOG).code, quote(enough, CATALOG).code) == (None, "POUR5")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ({"percent": 10}, "10% off the goods."),
        ({"amount": 500, "minimum": 3000}, "$5.00 off the goods, from $30.00 on."),
        ({"percent": 15, "minutes": 10}, "15% off the goods, for 10 minutes."),
        ({"percent": 20, "ends": date(2026, 4, 30)}, "20% off the goods. That code ended on 30 April."),
        ({"percent": 20, "ends": date(2026, 5, 1)}, "20% off the goods."),
        ({"percent": 20, "starts": date(2026, 5, 2)}, "20% off the goods. That code starts on 2 May."),
        ({"amount": 300, "first_order": True}, "$3.00 off the goods, on a first order."),
        ({"percent": 50, "uses": 1}, "50% off the goods, once in all."),
        ({"percent": 50, "uses": 3}, "50% off the goods, 3 times in all."),
        ({"amount": 800, "for_member": "gold"}, "$8.00 off the goods, for Gold members."),
        ({"percent": 5, "minimum": 1000, "uses": 1}, "5% off the goods, from $10.00 on, once in all."),
    ],
)
def test_what_a_code_does_in_words(code: dict[str, Any], said: str):
    assert described(Code.model_validate(code), CATALOG, NOON) == said


AROUND = (*QUOTES, *".,;: 。＂＇．　", "\N{NO-BREAK SPACE}", "\N{ZERO WIDTH SPACE}", "\t", "\n")


@pytest.mark.parametrize("outer", AROUND)
def test_a_code_is_what_stands_between_quotes_spaces_and_stops_and_nothing_less(outer: str):
    for inner in ("", *QUOTES):
        for typed, code in (("xmas5x", "XMAS5X"), ("Ｔｅａ", "TEA"), ("thé", "THÉ")):
            assert spelt(f"{outer}{inner}{typed}{inner}{outer}") == code
