"""Plans: which trial counts, what joining costs and when, and what is refused."""

from datetime import UTC, date, datetime

import pytest

from rxapp.shop import plans
from rxapp.shop.cart import Cart, fitted
from rxapp.shop.catalog import CATALOG, Plan, Term
from rxapp.shop.change import Known
from rxapp.shop.changes import Join, RemoveReferral, SetReferral, SignIn
from rxapp.shop.plans import Trial, trial
from rxapp.shop.pricing import quote
from rxapp.shop.refusal import Refusal
from tests.unit.shop.addresses import NEW_YORK

JOINING = Cart(plan="tea_club")
NEW_YEARS_EVE = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)


def joining(referral: str = "", member: str = "") -> Cart:
    return Cart(plan="tea_club", referral=referral, member=member)


@pytest.mark.parametrize(
    ("referral", "member", "days", "reason"),
    [
        ("", "", 7, "7 days free"),
        ("", "silver", 7, "7 days free"),
        ("SECONDCUP", "", 14, "14 days free with SECONDCUP"),
        ("SECONDCUP", "silver", 14, "14 days free with SECONDCUP"),
        ("STEEPWITHME", "", 14, "14 days free with STEEPWITHME"),
        ("", "gold", 30, "30 days free for Gold members"),
        ("SECONDCUP", "gold", 30, "30 days free for Gold members"),
        ("NOBODYS", "", 7, "7 days free"),
        ("", "nobody", 7, "7 days free"),
    ],
)
def test_the_longest_trial_counts(referral: str, member: str, days: int, reason: str):
    assert trial(joining(referral, member), CATALOG) == Trial(days=days, reason=reason)


def test_of_equal_trials_the_first_is_named():
    assert CATALOG.referrals
    as_long = CATALOG.referrals.model_copy(update={"trial_days": 7})
    catalog = CATALOG.model_copy(update={"referrals": as_long})
    assert trial(joining("SECONDCUP"), catalog).reason == "7 days free"


@pytest.mark.parametrize(
    ("referral", "member", "ends"),
    [("", "", date(2027, 1, 7)), ("SECONDCUP", "", date(2027, 1, 14)), ("", "gold", date(2027, 1, 30))],
)
def test_nothing_is_due_today_and_the_price_after_the_trial(referral: str, member: str, ends: date):
    asked = quote(joining(referral, member), CATALOG, NEW_YEARS_EVE)
    assert (asked.total, asked.subtotal, asked.discount, asked.shipping.amount) == (0, 0, 0, 0)
    assert [(line.key, line.name, line.amount) for line in asked.lines] == [("plan:tea_club", "Tea club", 0)]
    assert asked.recurring
    assert (asked.recurring.amount, asked.recurring.interval) == (2400, "month")
    assert (asked.recurring.trial_ends, asked.trial_days) == (ends, asked.recurring.trial_days)


def test_a_february_of_a_leap_year_has_its_day():
    asked = quote(JOINING, CATALOG, datetime(2028, 2, 27, 12, tzinfo=UTC))
    assert asked.recurring and asked.recurring.trial_ends == date(2028, 3, 5)


def test_the_same_day_gives_the_same_quote_and_the_next_day_another():
    morning, night = NEW_YEARS_EVE.replace(hour=0, minute=0), NEW_YEARS_EVE
    assert quote(JOINING, CATALOG, morning) == quote(JOINING, CATALOG, night)
    assert quote(JOINING, CATALOG, night.replace(year=2027, month=1, day=1)) != quote(JOINING, CATALOG, night)


def test_goods_have_nothing_that_comes_again():
    asked = quote(Cart.model_validate({"lines": [{"slug": "yame-sencha", "quantity": 1}]}), CATALOG)
    assert (asked.recurring, asked.trial_days) == (None, 0)


def test_a_referral_code_is_read_as_people_write_it():
    assert SetReferral(code=" secondcup ").applied(JOINING, Known(CATALOG)).referral == "SECONDCUP"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Please type a code first."),
        ("  ", "Please type a code first."),
        ("WELCOME10", "We don't know that code. Please check the spelling."),
        ("'; DROP TABLE", "We don't know that code. Please check the spelling."),
    ],
)
def test_what_is_no_referral_code_is_refused_beside_the_field(typed: str, message: str):
    with pytest.raises(Refusal) as refused:
        SetReferral(code=typed).applied(JOINING, Known(CATALOG))
    assert (refused.value.control, refused.value.message) == ("referral", message)


def test_a_referral_code_can_be_taken_off():
    assert RemoveReferral().applied(joining("SECONDCUP"), Known(CATALOG)) == JOINING


def test_members_keep_their_referral_code():
    assert SignIn(member="gold").applied(joining("SECONDCUP"), Known(CATALOG)) == joining("SECONDCUP", "gold")


def test_an_unknown_plan_is_refused():
    with pytest.raises(Refusal):
        Join(plan="coffee_club").applied(Cart(), Known(CATALOG))


def test_what_the_store_no_longer_offers_is_gone_when_a_kept_checkout_opens():
    catalog = CATALOG.model_copy(update={"referrals": None})
    assert fitted(joining("SECONDCUP"), catalog).referral == ""
    closed = CATALOG.model_copy(update={"plans": {}})
    assert quote(JOINING, closed).lines == ()


def term(price: int, interval: str = "month", every: int = 1, trial_days: int | None = None) -> Term:
    return Term.model_validate(
        {"name": "T", "price": price, "interval": interval, "every": every, "trial_days": trial_days}
    )


def paid_by(*terms: Term) -> Plan:
    plan = CATALOG.plans["tea_club"]
    return plan.model_copy(update={"terms": {f"term_{number}": one for number, one in enumerate(terms)}})


def test_a_plan_is_paid_by_its_first_term_unless_another_one_is_chosen():
    for first, second in ((900, 9000), (9000, 900)):
        plan = paid_by(term(first), term(second, "year"))
        chosen = [
            plans.chosen_term(Cart(plan="tea_club", term=key), plan).price for key in ("", "term_0", "term_1", "gone")
        ]
        assert chosen == [first, first, second, first]


# the first term, another one; what that saves over its own period, and how many months that is worth
SAVINGS = [
    (term(2400), term(24000, "year"), 4800, 2),
    (term(2400), term(25200, "year"), 3600, 0),
    (term(2400), term(28800, "year"), 0, 0),
    (term(2400), term(30000, "year"), 0, 0),
    (term(1000), term(2000, "month", 3), 1000, 1),
    (term(3000, "month", 3), term(9000, "year"), 3000, 3),
    (term(3000, "month", 3), term(900), 0, 0),
    (term(3000, "month", 3), term(4000, "month", 4), 0, 0),
    (term(9000, "year"), term(16000, "year", 2), 2000, 0),
    (term(700, "week"), term(2000), 0, 0),
    (term(100, "day"), term(600, "week"), 0, 0),
    (term(900, "week"), term(2000, "year"), 0, 0),
    (term(2400), term(2400), 0, 0),
]


@pytest.mark.parametrize(("first", "other", "saved", "months"), SAVINGS)
def test_what_a_longer_term_saves(first: Term, other: Term, saved: int, months: int):
    plan = paid_by(first, other)
    assert (plans.saving(other, plan), plans.free_months(other, plan)) == (saved, months)
    assert (plans.saving(first, plan), plans.free_months(first, plan)) == (0, 0)


@pytest.mark.parametrize(
    ("chosen", "referral", "days"),
    [
        ("term_0", "", 7),
        ("term_1", "", 10),
        ("term_2", "", 3),
        ("term_2", "SECONDCUP", 14),
        ("term_3", "SECONDCUP", 60),
    ],
)
def test_a_term_may_have_a_trial_of_its_own(chosen: str, referral: str, days: int):
    trials = (None, 10, 3, 60)
    plan = paid_by(*(term(900, trial_days=one) for one in trials))
    catalog = CATALOG.model_copy(update={"plans": {"tea_club": plan}})
    asked = quote(Cart(plan="tea_club", term=chosen, referral=referral), catalog, NEW_YEARS_EVE)
    assert asked.trial_days == days


@pytest.mark.parametrize(("interval", "every"), [("month", 1), ("month", 3), ("year", 1), ("week", 2)])
def test_a_quote_says_what_its_term_costs_and_how_often(interval: str, every: int):
    catalog = CATALOG.model_copy(update={"plans": {"tea_club": paid_by(term(900), term(1234, interval, every))}})
    asked = quote(Cart(plan="tea_club", term="term_1"), catalog)
    assert asked.follows == (1234, f"{every} {interval}")
    assert (asked.total, asked.lines[0].key) == (0, "plan:tea_club")


def test_a_term_that_is_no_longer_offered_gives_way_to_the_first():
    kept = Cart(plan="tea_club", term="yearly")
    catalog = CATALOG.model_copy(update={"plans": {"tea_club": paid_by(term(900))}})
    assert fitted(kept, catalog).term == ""
    assert fitted(kept, CATALOG.model_copy(update={"plans": {}})).term == ""
    assert fitted(kept, CATALOG) == kept


def test_what_is_shipped_knows_where_it_goes_and_what_is_not_does_not():
    there = Cart(plan="tea_club", destination=NEW_YORK)
    plan = CATALOG.plans["tea_club"]
    unsent = CATALOG.model_copy(update={"plans": {"tea_club": plan.model_copy(update={"shipped": False})}})
    for catalog, sent in ((CATALOG, True), (unsent, False)):
        asked = quote(there, catalog)
        assert (asked.is_sent, asked.destination) == (sent, NEW_YORK if sent else None)
    assert quote(JOINING, CATALOG).is_sent


def test_a_plan_has_a_name_for_addresses():
    assert plans.slug("very_good_tea_club") == "very-good-tea-club"
