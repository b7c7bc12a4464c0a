"""What a shopper may do to a cart, and what is refused."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from rxapp.shop import cart, money
from rxapp.shop.cart import Cart, CartLine
from rxapp.shop.catalog import CATALOG, AddOn, Donation
from rxapp.shop.change import Change, Known
from rxapp.shop.changes import (
    AddProduct,
    ApplyCode,
    ChooseShipping,
    RemoveProduct,
    SetAddOn,
    SetDonation,
    SetQuantity,
    SwapSize,
    TakeWhatIsLeft,
)
from rxapp.shop.money import written
from rxapp.shop.pricing import quote
from rxapp.shop.refusal import Refusal

KETTLE = AddProduct(slug="gooseneck-kettle").applied(Cart(), Known(CATALOG))


def test_adding_twice_is_two_pieces_on_one_line():
    twice = AddProduct(slug="gooseneck-kettle").applied(KETTLE, Known(CATALOG))
    assert (len(twice.lines), twice.pieces) == (1, 2)


@pytest.mark.parametrize("quantity", [0, -1, 11, 10**9])
def test_quantities_outside_one_to_ten_are_refused_beside_the_product(quantity: int):
    with pytest.raises(Refusal) as refused:
        SetQuantity(slug="gooseneck-kettle", quantity=quantity).applied(KETTLE, Known(CATALOG))
    assert refused.value.control == "gooseneck-kettle"


def test_several_are_added_at_once_to_what_is_there():
    three = AddProduct(slug="gooseneck-kettle", quantity=2).applied(KETTLE, Known(CATALOG))
    assert three.quantity_of("gooseneck-kettle") == 3
    with pytest.raises(Refusal, match="at most 10"):
        AddProduct(slug="gooseneck-kettle", quantity=8).applied(three, Known(CATALOG))


def test_the_eleventh_piece_is_refused():
    full = SetQuantity(slug="gooseneck-kettle", quantity=10).applied(KETTLE, Known(CATALOG))
    with pytest.raises(Refusal, match="at most 10"):
        AddProduct(slug="gooseneck-kettle").applied(full, Known(CATALOG))


@pytest.mark.parametrize(
    "change",
    [
        lambda: AddProduct(slug="samovar").applied(KETTLE, Known(CATALOG)),
        lambda: SetQuantity(slug="samovar", quantity=1).applied(KETTLE, Known(CATALOG)),
        lambda: RemoveProduct(slug="samovar").applied(KETTLE, Known(CATALOG)),
        lambda: SetAddOn(key="engraving", on=True).applied(KETTLE, Known(CATALOG)),
        lambda: ChooseShipping(key="pigeon").applied(KETTLE, Known(CATALOG)),
        lambda: ApplyCode(code="FREE").applied(KETTLE, Known(CATALOG)),
        lambda: ApplyCode(code="  ").applied(KETTLE, Known(CATALOG)),
    ],
)
def test_what_the_store_does_not_know_is_refused(change):
    with pytest.raises(Refusal) as refused:
        change()
    assert refused.value.message.endswith((".", "?"))


def test_the_warranty_is_only_for_carts_with_the_kettle():
    tea = AddProduct(slug="yame-sencha").applied(Cart(), Known(CATALOG))
    with pytest.raises(Refusal, match="only for the Gooseneck Kettle"):
        SetAddOn(key="extended_warranty", on=True).applied(tea, Known(CATALOG))


STRAINER = AddOn.model_validate({"name": "Strainer", "price": 300, "for": ("yame-sencha",)})
TAKES_TEA_OUT = [RemoveProduct(slug="yame-sencha"), SwapSize(slug="yame-sencha"), TakeWhatIsLeft(slug="yame-sencha")]


@pytest.mark.parametrize("change", TAKES_TEA_OUT, ids=lambda change: type(change).__name__)
def test_whatever_takes_a_thing_out_takes_along_what_was_only_for_it(change: Change):
    catalog = CATALOG.model_copy(update={"add_ons": CATALOG.add_ons | {"strainer": STRAINER}})
    known = Known(catalog, left={"yame-sencha": 0})
    both = KETTLE.model_copy(update={"lines": (*KETTLE.lines, CartLine(slug="yame-sencha", quantity=1))})
    for key in ("strainer", "gift_wrap", "extended_warranty"):
        both = SetAddOn(key=key, on=True).applied(both, known)
    assert change.applied(both, known).add_ons == {"gift_wrap", "extended_warranty"}


def test_add_ons_leave_with_the_last_thing():
    wrapped = SetAddOn(key="gift_wrap", on=True).applied(KETTLE, Known(CATALOG))
    empty = RemoveProduct(slug="gooseneck-kettle").applied(wrapped, Known(CATALOG))
    assert (empty.lines, empty.add_ons) == ((), frozenset())
    with pytest.raises(Refusal, match="empty"):
        SetAddOn(key="gift_wrap", on=True).applied(empty, Known(CATALOG))


@pytest.mark.parametrize(
    "typed",
    [
        *("  welcome10 ", "Welcome10", "“WELCOME10”.", "'welcome10',", "«welcome10»"),
        *("\uff37\uff25\uff2c\uff23\uff2f\uff2d\uff25\uff11\uff10", "welcome\uff11\uff10", "\u3000welcome10\u3002"),
        *("wel\u200bcome10", "wel\u00adcome10", "welcome10\n", "\ufeffwelcome10", "\xa0welcome10"),
    ],
)
def test_a_code_is_found_however_it_is_typed(typed: str):
    assert ApplyCode(code=typed).applied(KETTLE, Known(CATALOG)).code == "WELCOME10"


def test_a_cart_kept_for_weeks_loses_only_what_is_no_longer_sold():
    smaller = CATALOG.model_copy(update={"add_ons": {}, "codes": {}})
    kept = cart.fitted(
        ApplyCode(code="WELCOME10").applied(
            SetAddOn(key="gift_wrap", on=True).applied(KETTLE, Known(CATALOG)), Known(CATALOG)
        ),
        smaller,
    )
    assert (kept.pieces, kept.add_ons, kept.code) == (1, frozenset(), "")


TEA = AddProduct(slug="yame-sencha").applied(Cart(), Known(CATALOG))


@pytest.mark.parametrize(
    ("typed", "given"),
    [
        ("3.50", 350),
        ("0.5", 50),
        (".5", 50),
        ("5.", 500),
        ("$100", 10_000),
        ("0", 0),
        ("", 0),
        ("4 USD", 400),
        ("４", 400),
    ],
)
def test_a_donation_is_what_was_typed(typed: str, given: int):
    assert SetDonation(typed=typed).applied(TEA, Known(CATALOG)).donation == given


TWO = "can be read in two ways. Did you mean {}?"
STEPS = "Donations go in steps of $0.50. Did you mean {}?"
MOST = "{} is more than we take: $100.00 at most."
UNSURE: list[tuple[str, str]] = [
    ("5,50", TWO.format("$5.50")),
    ("5,5", TWO.format("$5.50")),
    ("5 50", TWO.format("$5.50")),
    ("5'50", TWO.format("$5.50")),
    ("\uff15\uff0c\uff15\uff10", TWO.format("$5.50")),
    ("$5,50", TWO.format("$5.50")),
    ("5.005", TWO.format("$5,005.00")),
    ("1.200", TWO.format("$1,200.00")),
    ("1 200", TWO.format("$1,200.00")),
    ("1.234,56", TWO.format("$1,234.56")),
    ("1 234.56", TWO.format("$1,234.56")),
    ("3.60", STEPS.format("$3.50 or $4.00")),
    ("0.01", STEPS.format("$0.50")),
    ("99.99", STEPS.format("$99.50 or $100.00")),
    ("1,200", MOST.format("$1,200.00")),
    ("100.01", MOST.format("$100.01")),
    ("9999999.99", MOST.format("$9,999,999.99")),
]


@pytest.mark.parametrize(("typed", "said"), UNSURE)
def test_no_donation_is_guessed_rounded_or_capped(typed: str, said: str):
    given = SetDonation(typed="4").applied(TEA, Known(CATALOG))
    with pytest.raises(Refusal) as refused:
        SetDonation(typed=typed).applied(given, Known(CATALOG))
    assert refused.value.control == "donation"
    assert refused.value.message.endswith(said)


@pytest.mark.parametrize(
    "typed",
    [
        "much",
        "-1",
        "1e99",
        "1e1",
        "nan",
        "inf",
        "1.2.3",
        "<b>",
        "5,50,50",
        "€5",
        "5%",
        "0,5555",
        "9" * 12,
        "$",
        "٥",
    ],
)
def test_what_is_no_amount_is_no_donation(typed: str):
    with pytest.raises(Refusal, match="such as 5\\.00\\."):
        SetDonation(typed=typed).applied(TEA, Known(CATALOG))


@pytest.mark.parametrize(
    ("step", "at_most", "example"), [(1, 9, "0.09"), (1, 10000, "0.10"), (50, 300, "3.00"), (50, 500, "5.00")]
)
def test_the_example_of_a_donation_is_one_that_may_be_given(step: int, at_most: int, example: str):
    donation = Donation(name="Trees", step=step, at_most=at_most)
    known = Known(CATALOG.model_copy(update={"donation": donation}))
    with pytest.raises(Refusal, match=rf"such as {re.escape(example)}\.$"):
        SetDonation(typed="much").applied(TEA, known)
    assert SetDonation(typed=example).applied(TEA, known).donation


@pytest.mark.parametrize(
    ("currency", "typed", "step", "near"),
    [
        ("kwd", "1.005", 10, (1000, 1010)),
        ("bhd", "0.001", 10, (10,)),
        ("isk", "50.50", 100, (5000, 5100)),
        ("ugx", "0.01", 100, (100,)),
    ],
)
def test_a_donation_without_steps_goes_in_those_of_the_currency(
    currency: str, typed: str, step: int, near: tuple[int, ...]
):
    known = Known(CATALOG.model_copy(update={"currency": currency, "donation": Donation(name="Trees", at_most=10**6)}))
    with pytest.raises(Refusal) as refused:
        SetDonation(typed=typed).applied(TEA, known)
    said = " or ".join(written(one, currency) for one in near)
    assert refused.value.message == f"Donations go in steps of {written(step, currency)}. Did you mean {said}?"
    for one in near:
        assert SetDonation(typed=money.typed(one, currency)).applied(TEA, known).donation == one


def test_a_store_in_yen_takes_and_explains_whole_yen():
    yen = CATALOG.model_copy(update={"currency": "jpy"})
    assert SetDonation(typed="\uffe5350").applied(TEA, Known(yen)).donation == 350
    refused = {"¥351": "steps of ¥50. Did you mean ¥350 or ¥400", "20000": "¥10,000 at most", "3.50": "such as 500\\."}
    for typed, said in refused.items():
        with pytest.raises(Refusal, match=said):
            SetDonation(typed=typed).applied(TEA, Known(yen))


def test_swapping_keeps_place_and_quantity_and_adds_to_what_is_there():
    both = AddProduct(slug="yame-sencha-large").applied(
        AddProduct(slug="kyoto-hojicha").applied(TEA, Known(CATALOG)), Known(CATALOG)
    )
    swapped = SwapSize(slug="yame-sencha").applied(both, Known(CATALOG))
    assert [(line.slug, line.quantity) for line in swapped.lines] == [("yame-sencha-large", 2), ("kyoto-hojicha", 1)]


def test_swapping_refuses_one_size_and_more_than_ten():
    with pytest.raises(Refusal, match="one size"):
        SwapSize(slug="gooseneck-kettle").applied(KETTLE, Known(CATALOG))
    full = SetQuantity(slug="yame-sencha-large", quantity=10).applied(
        AddProduct(slug="yame-sencha-large").applied(TEA, Known(CATALOG)), Known(CATALOG)
    )
    with pytest.raises(Refusal, match="at most 10"):
        SwapSize(slug="yame-sencha").applied(full, Known(CATALOG))


NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def test_a_timed_code_ends_by_itself():
    timed = ApplyCode(code="TEATIME").applied(TEA, Known(CATALOG, now=NOON))
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
            ApplyCode(code="FIRSTFLUSH").applied(TEA, Known(CATALOG, now=at))
    else:
        assert ApplyCode(code="FIRSTFLUSH").applied(TEA, Known(CATALOG, now=at)).code == "FIRSTFLUSH"
