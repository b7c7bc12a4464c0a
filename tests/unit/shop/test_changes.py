"""Every change by a table: what it is for, beside what it says no, what it makes of a cart, and what it refuses."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from rxapp.shop import changes
from rxapp.shop.cart import Cart, CartLine
from rxapp.shop.catalog import CATALOG
from rxapp.shop.change import NOT_A_PLAN, NOT_FOR_PLANS, Change, Known
from rxapp.shop.changes import (
    NO_SUCH_MEMBERS,
    AddProduct,
    ApplyCode,
    ChooseShipping,
    ChooseTerm,
    EndOffers,
    Join,
    RemoveCode,
    RemoveProduct,
    RemoveReferral,
    SetAddOn,
    SetDestination,
    SetDonation,
    SetQuantities,
    SetQuantity,
    SetReferral,
    SignIn,
    SwapSize,
    TakeBack,
    TakeWhatIsLeft,
    Undo,
)
from rxapp.shop.destination import Destination
from rxapp.shop.history import History
from rxapp.shop.refusal import CodeRefused, NothingToUndo, NotUnderstood, Refusal

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
HOME: dict[str, Any] = {
    "name": "Anna",
    "line1": "1 Main St",
    "line2": "",
    "city": "Portland",
    "state": "OR",
    "postal_code": "97205",
    "country": "US",
}


def holding(**products: int) -> Cart:
    lines = (CartLine(slug=slug.replace("_", "-"), quantity=quantity) for slug, quantity in products.items())
    return Cart(lines=tuple(lines))


EMPTY, TEA, PLAN = Cart(), holding(yame_sencha=1), Cart(plan="tea_club")
FULL = holding(yame_sencha=1, kyoto_hojicha=10)
WITH_CODE = TEA.model_copy(update={"code": "TEATIME", "code_until": NOON + timedelta(minutes=10)})
KNOWN = Known(CATALOG, now=NOON)


def without(**entries: Any) -> Known:
    return Known(CATALOG.model_copy(update=entries), now=NOON)


UNSENT = without(plans={"tea_club": CATALOG.plans["tea_club"].model_copy(update={"shipped": False})})

# carts, offered, begins_a_cart, is_a_guess, and the control beside which it says no.
NATURE: dict[type[Change], tuple[str, bool, bool, bool, str]] = {
    AddProduct: ("goods", True, True, False, "tea"),
    SetQuantity: ("goods", True, False, False, "tea"),
    SetQuantities: ("goods", False, False, False, "checkout"),
    RemoveProduct: ("goods", True, False, False, "tea"),
    TakeWhatIsLeft: ("goods", True, False, False, "tea"),
    SwapSize: ("goods", True, False, False, "tea"),
    SetAddOn: ("goods", True, False, False, "wrap"),
    SetDonation: ("goods", True, False, False, "donation"),
    ChooseShipping: ("goods", True, False, False, "shipping"),
    SetDestination: ("both", True, False, False, "destination"),
    ApplyCode: ("goods", True, False, True, "code"),
    RemoveCode: ("goods", True, False, False, "code"),
    EndOffers: ("both", True, False, False, "code"),
    SignIn: ("both", True, False, False, "checkout"),
    Undo: ("both", True, False, False, "checkout"),
    TakeBack: ("both", False, False, False, "checkout"),
    Join: ("both", False, False, False, "checkout"),
    ChooseTerm: ("plan", True, False, False, "term"),
    SetReferral: ("plan", True, False, True, "referral"),
    RemoveReferral: ("plan", True, False, False, "referral"),
}


def test_every_change_is_in_the_table():
    ours = {one for one in changes._with_subclasses(Change) if one.__module__ == changes.__name__}
    assert ours == set(NATURE)


@pytest.mark.parametrize(("change", "nature"), NATURE.items())
def test_what_a_change_is_for(change: type[Change], nature: tuple[str, bool, bool, bool, str]):
    beside = change.beside({"slug": "tea", "key": "wrap"})
    assert (change.carts, change.offered, change.begins_a_cart, change.is_a_guess, beside) == nature
    assert (change in changes.OFFERED) == change.offered


# A change, the cart before it, and what is another in the cart after it.
DONE: list[tuple[Change, Cart, dict[str, Any]]] = [
    (AddProduct(slug="yame-sencha"), EMPTY, {"lines": TEA.lines}),
    (AddProduct(slug="yame-sencha"), TEA, {"lines": holding(yame_sencha=2).lines}),
    (AddProduct(slug="kyoto-hojicha"), TEA, {"lines": holding(yame_sencha=1, kyoto_hojicha=1).lines}),
    (SetQuantity(slug="yame-sencha", quantity=10), FULL, {"lines": holding(yame_sencha=10, kyoto_hojicha=10).lines}),
    (SetQuantity(slug="kyoto-hojicha", quantity=1), FULL, {"lines": holding(yame_sencha=1, kyoto_hojicha=1).lines}),
    (
        SetQuantities(quantities={"kyoto-hojicha": 3, "yame-sencha": 2}),
        FULL,
        {"lines": holding(yame_sencha=2, kyoto_hojicha=3).lines},
    ),
    (SetQuantities(quantities={}), FULL, {}),
    (RemoveProduct(slug="kyoto-hojicha"), FULL, {"lines": TEA.lines}),
    (RemoveProduct(slug="kyoto-hojicha"), TEA, {}),
    (
        SwapSize(slug="yame-sencha"),
        holding(yame_sencha=4, kyoto_hojicha=1, yame_sencha_large=6),
        {"lines": holding(yame_sencha_large=10, kyoto_hojicha=1).lines},
    ),
    (SwapSize(slug="yame-sencha-large"), holding(yame_sencha_large=3), {"lines": holding(yame_sencha=3).lines}),
    (SetAddOn(key="gift_wrap", on=True), TEA, {"add_ons": frozenset({"gift_wrap"})}),
    (
        SetAddOn(key="gift_wrap", on=False),
        TEA.model_copy(update={"add_ons": frozenset({"gift_wrap"})}),
        {"add_ons": frozenset()},
    ),
    (SetAddOn(key="gift_wrap", on=False), EMPTY, {}),
    (SetAddOn(key="extended_warranty", on=False), TEA, {}),
    (SetDonation(typed="4.00"), TEA, {"donation": 400}),
    (SetDonation(typed=""), TEA.model_copy(update={"donation": 400}), {"donation": 0}),
    (ChooseShipping(key="express"), TEA, {"shipping": "express"}),
    (SetDestination.read({"destination": HOME}), TEA, {"destination": Destination(**HOME)}),
    (ApplyCode(code=" teatime "), TEA, {"code": "TEATIME", "code_until": NOON + timedelta(minutes=10)}),
    (ApplyCode(code="WELCOME10"), WITH_CODE, {"code": "WELCOME10", "code_until": None}),
    (RemoveCode(), WITH_CODE, {"code": "", "code_until": None}),
    (RemoveCode(), TEA, {}),
    (EndOffers(), WITH_CODE, {}),
    (EndOffers(), WITH_CODE.model_copy(update={"code_until": NOON}), {"code": "", "code_until": None}),
    (EndOffers(), PLAN, {}),
    (SignIn(member="gold"), WITH_CODE, {"member": "gold"}),
    (SignIn(member=""), TEA.model_copy(update={"member": "gold"}), {"member": ""}),
    (
        SignIn(member=""),
        TEA.model_copy(update={"member": "gold", "code": "GOLDLEAF"}),
        {"member": "", "code": "", "code_until": None},
    ),
    (
        SignIn(member="gold"),
        WITH_CODE.model_copy(update={"code_until": NOON}),
        {"member": "gold", "code": "", "code_until": None},
    ),
    (Join(plan="tea_club"), EMPTY, {"plan": "tea_club"}),
    (ChooseTerm(key="yearly"), PLAN, {"term": "yearly"}),
    (ChooseTerm(key="monthly"), PLAN.model_copy(update={"term": "yearly"}), {"term": "monthly"}),
    (SetDestination.read({"destination": HOME}), PLAN, {"destination": Destination(**HOME)}),
    (SetReferral(code=" secondcup "), PLAN, {"referral": "SECONDCUP"}),
    (RemoveReferral(), PLAN.model_copy(update={"referral": "SECONDCUP"}), {"referral": ""}),
]


@pytest.mark.parametrize(("change", "before", "after"), DONE)
def test_what_a_change_makes_of_a_cart(change: Change, before: Cart, after: dict[str, Any]):
    assert change.applied(before, KNOWN) == before.model_copy(update=after)


HAWAII = TEA.model_copy(update={"destination": Destination(**(HOME | {"state": "HI", "postal_code": "96813"}))})

# A change, the cart before it, what is known, beside which control it is refused, and the sentence.
REFUSED: list[tuple[Change, Cart, Known, str, str]] = [
    (AddProduct(slug="samovar"), TEA, KNOWN, "checkout", "We don't sell that."),
    (AddProduct(slug="kyoto-hojicha"), FULL, KNOWN, "kyoto-hojicha", "We send at most 10 of one thing."),
    (SetQuantity(slug="samovar", quantity=1), TEA, KNOWN, "checkout", "We don't sell that."),
    (SetQuantity(slug="yame-sencha", quantity=11), TEA, KNOWN, "yame-sencha", "We send at most 10 of one thing."),
    (
        SetQuantity(slug="yame-sencha", quantity=0),
        TEA,
        KNOWN,
        "yame-sencha",
        "The least is 1. To take Yame Sencha out, use Remove.",
    ),
    (SetQuantities(quantities={"yame-sencha": 2, "kyoto-hojicha": 0}), FULL, KNOWN, "kyoto-hojicha", "The least is 1."),
    (RemoveProduct(slug="samovar"), TEA, KNOWN, "checkout", "We don't sell that."),
    (SwapSize(slug="yame-sencha"), EMPTY, KNOWN, "checkout", "That comes in one size only."),
    (SwapSize(slug="samovar"), TEA, KNOWN, "checkout", "That comes in one size only."),
    (SwapSize(slug="gooseneck-kettle"), holding(gooseneck_kettle=1), KNOWN, "checkout", "That comes in one size only."),
    (
        SwapSize(slug="yame-sencha"),
        holding(yame_sencha=5, yame_sencha_large=6),
        KNOWN,
        "yame-sencha",
        "We send at most 10",
    ),
    (SetAddOn(key="engraving", on=False), TEA, KNOWN, "checkout", "We don't offer that add-on."),
    (SetAddOn(key="gift_wrap", on=True), EMPTY, KNOWN, "checkout", "Your cart is empty. Choose something first."),
    (
        SetAddOn(key="extended_warranty", on=True),
        TEA,
        KNOWN,
        "extended_warranty",
        "Extended warranty is only for the Gooseneck Kettle.",
    ),
    (SetDonation(typed="1"), EMPTY, KNOWN, "checkout", "Your cart is empty. Choose something first."),
    (SetDonation(typed="1"), TEA, without(donation=None), "checkout", "We don't take donations at the moment."),
    (SetDonation(typed="much"), TEA, KNOWN, "donation", "Please write an amount, such as 5.00."),
    (ChooseShipping(key="pigeon"), TEA, KNOWN, "shipping", "We don't ship that way. Please choose one of these."),
    (ChooseShipping(key="express"), HAWAII, KNOWN, "shipping", "Express isn't offered to Hawaii."),
    (
        SetDestination.read({"destination": HOME | {"country": "ZZ"}}),
        TEA,
        KNOWN,
        "address-country",
        "Please choose a country.",
    ),
    (SignIn(member="bronze"), TEA, KNOWN, "checkout", NO_SUCH_MEMBERS),
    (SignIn(member="gold"), TEA, Known(CATALOG, test_store=False), "checkout", NO_SUCH_MEMBERS),
    (SignIn(member=""), TEA, Known(CATALOG, test_store=False), "checkout", NO_SUCH_MEMBERS),
    (Join(plan="coffee_club"), EMPTY, KNOWN, "checkout", "We have no such plan."),
    (ChooseTerm(key="weekly"), PLAN, KNOWN, "term", "It can't be paid that way."),
    (ChooseTerm(key="yearly"), PLAN, without(plans={}), "checkout", "We have no such plan."),
    (SetDestination.read({"destination": HOME}), PLAN, UNSENT, "destination", "Nothing is sent with this"),
    (SetReferral(code="  "), PLAN, KNOWN, "referral", "Please type a code first."),
    (SetReferral(code="THIRDCUP"), PLAN, KNOWN, "referral", "We don't know that code. Please check the spelling."),
    (SetReferral(code="SECONDCUP"), PLAN, without(referrals=None), "referral", "We don't know that code."),
    (Undo(revision=1), TEA, KNOWN, "checkout", "There is nothing to undo."),
]


@pytest.mark.parametrize(("change", "before", "known", "control", "said"), REFUSED)
def test_what_a_change_refuses(change: Change, before: Cart, known: Known, control: str, said: str):
    with pytest.raises(Refusal) as refused:
        change.applied(before, known)
    assert refused.value.control == control
    assert refused.value.message.startswith(said)
    assert refused.value.problems[control] == refused.value.message
    is_a_guess = isinstance(change, SetReferral) and bool(change.code.strip())
    assert isinstance(refused.value, CodeRefused) == is_a_guess


WRONG_CARTS = [
    (change, cart, said)
    for change, *_ in DONE
    for kind, cart, said in (("goods", PLAN, NOT_FOR_PLANS), ("plan", TEA, NOT_A_PLAN))
    if change.carts == kind
]


@pytest.mark.parametrize(("change", "cart", "said"), WRONG_CARTS)
def test_a_change_is_for_its_kind_of_cart_alone(change: Change, cart: Cart, said: str):
    with pytest.raises(Refusal) as refused:
        change.applied(cart, KNOWN)
    assert (refused.value.control, refused.value.message) == ("checkout", said)


# Going back.


@pytest.mark.parametrize(
    ("earlier", "after"),
    [
        (FULL, FULL),
        (WITH_CODE, WITH_CODE),
        (WITH_CODE.model_copy(update={"code_until": NOON}), TEA),
        (TEA.model_copy(update={"code": "LASTTIN"}), TEA),
        (holding(samovar=1, yame_sencha=1), TEA),
    ],
)
def test_undo_goes_back_to_what_can_still_be_had(earlier: Cart, after: Cart):
    known = Known(CATALOG, History(uses={"LASTTIN": 1}), earlier, now=NOON)
    assert Undo(revision=7).applied(EMPTY, known) == after
    assert Undo(revision=7).goes_back_to == 7


@pytest.mark.parametrize(
    ("now", "refused", "earlier", "done"),
    [
        (FULL, FULL, TEA, True),
        (
            FULL,
            holding(samovar=1).model_copy(update={"lines": (*FULL.lines, CartLine(slug="samovar", quantity=1))}),
            TEA,
            True,
        ),
        (FULL, TEA, EMPTY, False),
        (FULL, FULL, FULL, False),
        (FULL, FULL, None, False),
    ],
)
def test_what_stripe_refuses_is_taken_back_unless_it_is_another_cart_by_now(
    now: Cart, refused: Cart, earlier: Cart | None, done: bool
):
    change, known = TakeBack(revision=3, refused=refused), Known(CATALOG, earlier=earlier, now=NOON)
    assert change.goes_back_to == 3
    if done:
        assert change.applied(now, known) == earlier
    else:
        with pytest.raises(NothingToUndo):
            change.applied(now, known)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (ApplyCode(code=" new "), "NEW"),
        (EndOffers(), "TEATIME"),
        (Undo(revision=1), "TEATIME"),
        (TakeBack(revision=1, refused=TEA), "TEATIME"),
        (SignIn(member="gold"), ""),
        (RemoveCode(), ""),
        (AddProduct(slug="yame-sencha"), ""),
    ],
)
def test_whose_history_is_asked_for(change: Change, code: str):
    assert change.code_in_question(WITH_CODE) == code
    assert change.goes_back_to == (1 if isinstance(change, Undo) else None)


# What a page sends.


@pytest.mark.parametrize(
    ("slug", "control"), [("x" * 200, "x" * 200), ("x" * 201, "checkout"), (7, "checkout"), (None, "checkout")]
)
def test_a_refusal_is_said_beside_what_was_used_if_that_can_be(slug: object, control: str):
    assert AddProduct.beside({"slug": slug}) == control
    assert AddProduct.beside({}) == "checkout"


@pytest.mark.parametrize(
    ("kind", "sent", "control", "said"),
    [
        (SetQuantity, {"slug": "tea", "quantity": "3"}, "tea", "Please use a whole number from 1 to 10."),
        (SetQuantity, {"slug": "tea", "quantity": 1.5}, "tea", "Please use a whole number from 1 to 10."),
        (SetQuantity, {"slug": "", "quantity": 3}, "checkout", "That didn't work."),
        (SetQuantity, {"slug": "x" * 61, "quantity": 3}, "checkout", "That didn't work."),
        (SetQuantity, {"quantity": "3"}, "checkout", "That didn't work."),
        (AddProduct, {"slug": "tea", "price": 1}, "checkout", "That didn't work."),
        (AddProduct, {"slug": "tea", "quantity": 0}, "tea", "Please use a whole number from 1 to 10."),
        (AddProduct, {"slug": "tea", "quantity": -1}, "tea", "Please use a whole number from 1 to 10."),
        (AddProduct, {"slug": "tea", "quantity": None}, "tea", "Please use a whole number from 1 to 10."),
        (SetAddOn, {"key": "wrap", "on": "true"}, "checkout", "That didn't work."),
        (ApplyCode, {"code": "x" * 201}, "checkout", "That didn't work."),
        (SignIn, {"member": "x" * 61}, "checkout", "That didn't work."),
        (Undo, {"revision": -1}, "checkout", "That didn't work."),
        (Undo, {"revision": 2**31}, "checkout", "That didn't work."),
        (SetDestination, {"destination": HOME | {"floor": "3"}}, "checkout", "That didn't work."),
        (SetDestination, {"destination": HOME | {"city": 3}}, "checkout", "That didn't work."),
        (SetDestination, {"destination": {name: HOME[name] for name in HOME if name != "name"}}, "checkout", "That"),
    ],
)
def test_what_no_page_of_ours_sends_is_not_understood(
    kind: type[Change], sent: Mapping[str, Any], control: str, said: str
):
    with pytest.raises(NotUnderstood) as refused:
        kind.read(sent)
    assert refused.value.control == control
    assert refused.value.message.startswith(said)


@pytest.mark.parametrize(
    ("kind", "sent"),
    [
        (SetQuantity, {"slug": "x" * 60, "quantity": 99}),
        (ApplyCode, {"code": "x" * 200}),
        (ApplyCode, {"code": ""}),
        (SignIn, {"member": "x" * 60}),
        (Undo, {"revision": 0}),
        (Undo, {"revision": 2**31 - 1}),
        (SetDestination, {"destination": {name: HOME[name] for name in HOME if name not in ("line2", "state")}}),
    ],
)
def test_what_a_page_may_send_is_understood(kind: type[Change], sent: dict[str, Any]):
    assert kind.read(sent).model_dump(exclude_unset=True) == sent


def test_an_address_may_lack_a_second_line_and_a_state():
    sent = {name: HOME[name] for name in HOME if name not in ("line2", "state")}
    assert SetDestination.read({"destination": sent}).destination.model_dump() == HOME | {"line2": "", "state": ""}


def test_a_change_does_not_change():
    change = SetQuantity(slug="yame-sencha", quantity=1)
    with pytest.raises(ValidationError):
        change.quantity = 2  # pyright: ignore[reportAttributeAccessIssue]


def test_what_is_known_by_default_is_a_test_store_at_this_moment():
    before = datetime.now(UTC)
    known = Known(CATALOG)
    assert (known.history, known.earlier, known.test_store) == (History(), None, True)
    assert before <= known.now <= datetime.now(UTC)
