"""What is left of counted products: what is said of it, what it refuses, and what a cart may take instead."""

import pytest

from rxapp.shop.cart import Cart
from rxapp.shop.catalog import CATALOG, Catalog, Present
from rxapp.shop.change import Change, Known
from rxapp.shop.changes import AddProduct, RemoveProduct, SetQuantities, SetQuantity, SwapSize, TakeWhatIsLeft, Undo
from rxapp.shop.pricing import quote
from rxapp.shop.refusal import OutOfStock
from rxapp.shop.stock import at_most_left, pieces, refuse_if_short, said_of, short
from tests.unit.shop.test_changes import holding


@pytest.mark.parametrize(
    ("left", "said"), [(None, ""), (0, "Sold out"), (1, "1 left"), (2, "2 left"), (10, "10 left"), (11, ""), (400, "")]
)
def test_a_number_is_said_as_soon_as_it_is_what_a_cart_can_hold(left: int | None, said: str):
    assert said_of("tea", {} if left is None else {"tea": left}) == said


@pytest.mark.parametrize(("quantity", "left", "taken"), [(3, None, 3), (3, 4, 3), (3, 3, 3), (3, 2, 2), (3, 0, 0)])
def test_nobody_takes_more_than_there_is(quantity: int, left: int | None, taken: int):
    assert at_most_left(quantity, "tea", {} if left is None else {"tea": left}) == taken


FOUR, ONE = holding(yame_sencha=4), holding(yame_sencha=1)
BOTH = holding(yame_sencha=2, yame_sencha_large=2)
LARGE = "Yame Sencha, large tin"

# Every way to a larger quantity, the cart before it, what is left of what, beside what it says no, and how.
BEYOND: list[tuple[Change, Cart, dict[str, int], str, str]] = [
    (AddProduct(slug="yame-sencha"), Cart(), {"yame-sencha": 0}, "yame-sencha", "Sold out."),
    (AddProduct(slug="yame-sencha"), ONE, {"yame-sencha": 1}, "yame-sencha", "Only 1 left."),
    (SetQuantity(slug="yame-sencha", quantity=3), ONE, {"yame-sencha": 2}, "yame-sencha", "Only 2 left."),
    (SetQuantity(slug="yame-sencha", quantity=3), FOUR, {"yame-sencha": 2}, "yame-sencha", "Only 2 left."),
    (SetQuantity(slug="yame-sencha", quantity=1), FOUR, {"yame-sencha": 0}, "yame-sencha", "Sold out."),
    (SetQuantities(quantities={"yame-sencha": 3}), ONE, {"yame-sencha": 2}, "yame-sencha", "Only 2 left."),
    (SwapSize(slug="yame-sencha"), FOUR, {"yame-sencha-large": 3}, "yame-sencha", f"Only 3 left of {LARGE}."),
    (SwapSize(slug="yame-sencha"), BOTH, {"yame-sencha-large": 3}, "yame-sencha", f"Only 3 left of {LARGE}."),
    (SwapSize(slug="yame-sencha"), ONE, {"yame-sencha-large": 0}, "yame-sencha", f"{LARGE} is sold out."),
]


@pytest.mark.parametrize(("change", "cart", "left", "control", "said"), BEYOND)
def test_no_way_leads_beyond_what_is_left(change: Change, cart: Cart, left: dict[str, int], control: str, said: str):
    with pytest.raises(OutOfStock) as refused:
        change.applied(cart, Known(CATALOG, left=left))
    assert refused.value.problems == {control: said}


@pytest.mark.parametrize(("change", "cart", "left", "control", "said"), BEYOND)
def test_one_more_in_stock_and_the_same_is_taken(
    change: Change, cart: Cart, left: dict[str, int], control: str, said: str
):
    enough = dict.fromkeys(left, 4)
    assert change.applied(cart, Known(CATALOG, left=enough)) == change.applied(cart, Known(CATALOG))


@pytest.mark.parametrize(
    ("left", "lines"),
    [
        ({}, FOUR.lines),
        ({"yame-sencha": 5}, FOUR.lines),
        ({"yame-sencha": 3}, holding(yame_sencha=3).lines),
        ({"yame-sencha": 0}, ()),
        ({"kyoto-hojicha": 0}, FOUR.lines),
    ],
)
def test_what_is_left_can_be_taken(left: dict[str, int], lines: object):
    assert TakeWhatIsLeft(slug="yame-sencha").applied(FOUR, Known(CATALOG, left=left)).lines == lines


def test_what_is_not_in_the_cart_does_not_come_by_that():
    left = Known(CATALOG, left={"kyoto-hojicha": 3})
    assert TakeWhatIsLeft(slug="kyoto-hojicha").applied(FOUR, left) == FOUR


def test_what_is_gone_takes_the_extras_with_it_that_were_only_for_it():
    kettle = holding(gooseneck_kettle=1).model_copy(update={"add_ons": frozenset({"extended_warranty", "gift_wrap"})})
    taken = TakeWhatIsLeft(slug="gooseneck-kettle").applied(kettle, Known(CATALOG, left={"gooseneck-kettle": 0}))
    assert (taken.lines, taken.add_ons) == ((), frozenset())


def test_whoever_has_too_many_can_still_take_other_things_out_and_go_back():
    gone = Known(CATALOG, left={"yame-sencha": 0}, earlier=FOUR)
    assert RemoveProduct(slug="kyoto-hojicha").applied(holding(yame_sencha=4, kyoto_hojicha=1), gone) == FOUR
    assert Undo(revision=1).applied(Cart(), gone) == FOUR


@pytest.mark.parametrize(
    ("left", "sentences"),
    [
        ({}, {}),
        ({"yame-sencha": 2, "yame-sencha-large": 2}, {}),
        ({"yame-sencha": 1}, {"yame-sencha": "Only 1 left of Yame Sencha."}),
        ({"yame-sencha": 0, "yame-sencha-large": 1}, {
            "yame-sencha": "Yame Sencha is sold out.",
            "yame-sencha-large": f"Only 1 left of {LARGE}.",
        }),
    ],
)  # fmt: skip
def test_every_line_that_is_short_says_so_and_keeps_the_cart_from_being_paid(
    left: dict[str, int], sentences: dict[str, str]
):
    asked = quote(BOTH, CATALOG)
    assert short(asked, left) == sentences
    said: dict[str, str] = {}
    try:
        refuse_if_short(asked, left)
    except OutOfStock as refused:
        said = refused.problems
    assert said == ({next(iter(sentences)): " ".join(sentences.values())} if sentences else {})


def presenting(product: str) -> Catalog:
    return CATALOG.model_copy(update={"present": Present(product=product, over=3000)})


def test_a_present_is_a_piece_as_well():
    lines = quote(BOTH, presenting("yame-sencha")).lines
    assert pieces(lines) == {"yame-sencha": 3, "yame-sencha-large": 2}
    assert pieces(quote(BOTH, CATALOG.model_copy(update={"present": Present(name="Tin", over=1)})).lines) == {
        "yame-sencha": 2,
        "yame-sencha-large": 2,
    }


def test_a_present_that_is_gone_is_not_promised():
    asked = quote(BOTH, presenting("bamboo-whisk"))
    with pytest.raises(OutOfStock, match="no Bamboo Whisk left to give") as refused:
        refuse_if_short(asked, {"bamboo-whisk": 0})
    assert refused.value.control == "checkout"
    refuse_if_short(asked, {"bamboo-whisk": 1})
