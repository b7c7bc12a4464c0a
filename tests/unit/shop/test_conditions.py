"""Each condition of a code on both sides of its edge: entered, kept in the cart, and what it takes off."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from rxapp.shop import codes
from rxapp.shop.catalog import CATALOG, Code
from rxapp.shop.codes import Moment
from rxapp.shop.history import History
from rxapp.shop.refusal import Refusal

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
GOODS = 3000


def at(rule: dict[str, Any], **moment: Any) -> Moment:
    """A moment at which this is the store's only code."""
    catalog = CATALOG.model_copy(update={"codes": {"TEA": Code(amount=400, **rule)}})
    told = {"goods": GOODS, "member": "", "now": NOON, **moment}
    return Moment(catalog, **told)


# A rule, moments at which it lets the code through, moments at which it doesn't, and what is said then.
LASTING = [
    (
        {"starts": date(2026, 5, 1)},
        [{}, {"now": NOON + timedelta(days=30)}],
        [{"now": NOON - timedelta(days=1)}],
        "That code starts on 1 May.",
    ),
    (
        {"ends": date(2026, 5, 1)},
        [{}, {"now": NOON - timedelta(days=30)}],
        [{"now": NOON + timedelta(days=1)}],
        "That code ended on 1 May.",
    ),
    ({"minutes": 5}, [{}, {"until": NOON + SECOND}], [{"until": NOON}, {"until": NOON - SECOND}], "TEA has run out."),
    ({"for_member": "gold"}, [{"member": "gold"}], [{}, {"member": "silver"}], "That code is for Gold members."),
    (
        {"first_order": True},
        [{}],
        [{"history": History(has_ordered=True)}],
        "That code is for a first order.",
    ),
    (
        {"uses": 2},
        [{}, {"history": History(uses={"TEA": 1, "OTHER": 9})}],
        [{"history": History(uses={"TEA": 2})}, {"history": History(uses={"TEA": 3})}],
        "That code has been used up.",
    ),
]
NONE = (
    {},
    [
        {"history": History(has_ordered=True, uses={"TEA": 3}), "member": "gold"},
        {"goods": 0},
        {"until": NOON},  # of the minutes that it had once
    ],
    [],
    "",
)
MINIMUM = (
    {"minimum": GOODS},
    [{}, {"goods": GOODS + 1}],
    [{"goods": GOODS - 1}],
    "That code needs goods of $30.00 or more.",
)

MET = [(rule, moment) for rule, met, _, _ in [*LASTING, NONE, MINIMUM] for moment in met]
NOT_MET = [(rule, moment, said) for rule, _, unmet, said in [*LASTING, MINIMUM] for moment in unmet]
OVER = [(rule, moment, said) for rule, _, unmet, said in LASTING for moment in unmet]


@pytest.mark.parametrize(("rule", "moment"), MET)
def test_a_code_whose_condition_is_met_counts(rule: dict[str, Any], moment: dict[str, Any]):
    now = at(rule, **moment)
    code = codes.entered("TEA", now)
    assert code == now.catalog.codes["TEA"]
    assert codes.over("TEA", now) == ""
    assert codes.takes_off("TEA", code, now) == 400


@pytest.mark.parametrize(("rule", "moment", "said"), NOT_MET)
def test_a_code_whose_condition_is_not_met_is_refused_and_takes_nothing_off(
    rule: dict[str, Any], moment: dict[str, Any], said: str
):
    now = at(rule, **moment)
    with pytest.raises(Refusal) as refused:
        codes.entered("TEA", now)
    assert (refused.value.control, refused.value.message) == ("code", said)
    assert codes.takes_off("TEA", now.catalog.codes["TEA"], now) == 0


@pytest.mark.parametrize(("rule", "moment", "said"), OVER)
def test_what_a_shopper_can_change_is_asked_for_last(rule: dict[str, Any], moment: dict[str, Any], said: str):
    """Nobody fills the cart for a code that can't be used then either."""
    with pytest.raises(Refusal) as refused:
        codes.entered("TEA", at(rule | {"minimum": GOODS}, goods=0, **moment))
    assert refused.value.message == said


@pytest.mark.parametrize(("rule", "moment", "said"), OVER)
def test_what_will_not_be_met_again_is_over(rule: dict[str, Any], moment: dict[str, Any], said: str):
    assert codes.over("TEA", at(rule, **moment)) == said


def test_a_minimum_can_be_reached_again():
    assert codes.over("TEA", at({"minimum": GOODS}, goods=0)) == ""


@pytest.mark.parametrize(("name", "said"), [("", "Please type a code first."), ("TEAPOT", "We don't know that code.")])
def test_what_is_no_code_is_refused_at_its_field(name: str, said: str):
    with pytest.raises(Refusal) as refused:
        codes.entered(name, at({}))
    assert refused.value.control == "code"
    assert refused.value.message.startswith(said)
    assert codes.over(name, at({})) == ""


@pytest.mark.parametrize(("off", "amount"), [({"percent": 15}, 450), ({"amount": 700}, 700), ({"percent": 100}, 3000)])
def test_a_code_takes_off_a_part_of_the_goods_or_an_amount(off: dict[str, int], amount: int):
    assert codes.takes_off("TEA", Code.model_validate(off), at({})) == amount
