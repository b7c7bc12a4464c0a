"""The merchant's figures as the page shows them."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from rxapp.merchant import numbers_writing as writing
from rxapp.merchant.numbers_state import NumbersState
from rxapp.orders.daily import day_of
from rxapp.orders.models import now
from rxapp.orders.numbers import Day, Figures, Sold
from rxapp.shop import discounts, line_names
from rxapp.shop.catalog import CATALOG
from tests.faults.local_store import LocalStore
from tests.in_process import Tab

TODAY = date(2026, 5, 31)


def figures(*revenues: int, currency: str = "usd", sold: tuple[Sold, ...] = ()) -> Figures:
    """So much on each of these days."""
    first = TODAY - timedelta(days=len(revenues) - 1)
    days = tuple(
        Day(day=first + timedelta(days=place), revenue=revenue, orders=bool(revenue))
        for place, revenue in enumerate(revenues)
    )
    return Figures(currency=currency, days=days, sold=sold, elsewhere=0)


@pytest.mark.parametrize(
    ("most", "currency", "top"),
    [
        (0, "usd", 100),
        (100, "usd", 100),
        (101, "usd", 200),
        (2300, "usd", 5000),
        (5001, "usd", 10_000),
        (123_456_789, "usd", 200_000_000),
        (3, "jpy", 5),
        (4_000, "kwd", 5_000),
    ],
)
def test_the_chart_ends_at_a_round_amount(most: int, currency: str, top: int):
    assert writing.top(figures(0, most, currency=currency)) == top


def test_bars_stand_on_the_ground_and_are_as_high_as_their_day():
    bars = writing.bars(figures(0, 2500, 5000, -100))
    assert [(bar.y + bar.height, bar.height) for bar in bars] == [(1000, 0), (1000, 500), (1000, 1000), (1000, 0)]
    assert [bar.x for bar in bars] == [18, 118, 218, 318]
    assert bars[1].says == "29 May: $25.00, 1 order"


def test_the_chart_says_in_words_when_most_came_in():
    assert writing.chart_said(figures(0, 2500, 100)).endswith("from 29 May to 31 May; most on 30 May, $25.00")
    assert writing.chart_said(figures(0, 0)) == "Revenue per day from 30 May to 31 May"


@pytest.mark.parametrize(
    ("part", "whole", "said"), [(0, 0, "–"), (0, 3, "0%"), (1, 3, "33%"), (2, 3, "67%"), (1, 200, "1%"), (3, 3, "100%")]
)
def test_a_share_of_nothing_is_none(part: int, whole: int, said: str):
    assert writing.share(part, whole) == said


def test_an_average_is_rounded_and_of_nothing_there_is_none():
    average = {one.name: one.figure for one in writing.totals(figures(1, 1, 3))}["Average order"]
    assert average == "$0.02"
    assert {one.name: one.figure for one in writing.totals(figures(0))}["Average order"] == "–"


def test_the_table_says_the_same_as_the_chart_with_the_latest_first():
    found = figures(0, 2500, 5000)
    assert [(row.day, row.revenue) for row in writing.days(found)] == [
        ("31 May", "$50.00"),
        ("30 May", "$25.00"),
        ("29 May", "$0.00"),
    ]


def test_each_figure_stands_under_its_own_name():
    day = Day(day=TODAY, orders=2, revenue=3000, discount=400, refunded=50, opened=8, ordered=6)
    found = Figures(currency="usd", days=(day,), sold=(), elsewhere=1)
    assert {one.name: one.figure for one in writing.totals(found)} == {
        "Revenue": "$30.00",
        "Orders": "2",
        "Average order": "$15.00",
        "Discounts given": "$4.00",
        "Refunded": "$0.50",
        "Checkout opened to paid": "75%",
    }
    assert writing.totals(found)[-1].note == "6 of 8 carts begun in these days"
    [row] = writing.days(found)
    assert (row.orders, row.revenue, row.discount, row.refunded) == ("2", "$30.00", "$4.00", "$0.50")
    assert row.opened == "6 of 8"
    [none] = writing.days(figures(0))
    assert (none.orders, none.opened) == ("0", "–")


@pytest.mark.parametrize(
    ("orders", "said"),
    [
        (0, ""),
        (1, "1 order in other currencies not counted here."),
        (2, "2 orders in other currencies not counted here."),
    ],
)
def test_orders_in_other_currencies_are_said_to_be_left_out(orders: int, said: str):
    assert writing.elsewhere(figures(0).model_copy(update={"elsewhere": orders})) == said


def test_what_is_not_sold_any_more_keeps_its_key():
    sold = (
        Sold(key="product:yame-sencha", orders=2, quantity=3, amount=5400),
        Sold(key="product:gone", orders=1, quantity=1, amount=2700),
        Sold(key="code:WELCOME10", orders=1, quantity=0, amount=180),
        Sold(key="rule:loyalty", orders=1, quantity=0, amount=90),
    )
    found = figures(100, sold=sold)
    products = writing.sold(found, CATALOG, "product")
    assert [(one.name, one.orders, one.quantity, one.amount, one.share) for one in products] == [
        ("Yame Sencha", "2", "3", "$54.00", 1000),
        ("gone", "1", "1", "$27.00", 500),
    ]
    assert [one.name for one in writing.sold(found, CATALOG, "code", "rule")] == ["WELCOME10", "Loyalty"]
    assert writing.sold(found, CATALOG, "add_on") == []


def test_every_rule_that_takes_something_off_has_a_name():
    assert {f'key="{key}"' for key in line_names.RULES} <= set(_keys_in(discounts.__file__))
    assert len(line_names.RULES) == len(set(_keys_in(discounts.__file__)))


def _keys_in(file: str | None) -> list[str]:
    return re.findall(r'key="\w+"', Path(str(file)).read_text())


async def test_a_store_that_sold_nothing_says_so(counter: Tab):
    await counter.call(NumbersState, "load")
    page = counter.state(NumbersState)
    assert (page.loaded, page.sells, page.days, len(page.bars)) == (True, False, 30, 30)


@pytest.mark.parametrize("what", ["orders", "opened", "refunded"])
async def test_days_in_which_anything_happened_are_shown(
    counter: Tab, monkeypatch: pytest.MonkeyPatch, shop: LocalStore, what: str
):
    today = day_of(now())
    days = (Day(day=today - timedelta(days=1)), Day(day=today, **{what: 5}))
    found = Figures(currency="usd", days=days, sold=(), elsewhere=0)

    async def of(*_given: object) -> Figures:
        return found

    monkeypatch.setattr(shop.services.numbers, "of", of)
    await counter.call(NumbersState, "load")
    assert counter.state(NumbersState).sells


async def test_what_was_sold_is_there_at_once(shop: LocalStore, counter: Tab):
    await shop.paid("anna")
    await shop.report_all()
    await shop.opened("ben")
    await counter.call(NumbersState, "load")
    page = counter.state(NumbersState)
    assert page.sells
    assert {one.name: one.figure for one in page.totals} == {
        "Revenue": "$23.00",
        "Orders": "1",
        "Average order": "$23.00",
        "Discounts given": "$0.00",
        "Refunded": "$0.00",
        "Checkout opened to paid": "50%",
    }
    assert [(one.name, one.quantity, one.amount) for one in page.products] == [("Yame Sencha", "1", "$18.00")]
    assert [bar.height > 0 for bar in page.bars] == [False] * 29 + [True]


async def test_each_kind_has_its_own_list_and_the_chart_its_two_ends(shop: LocalStore, counter: Tab):
    today = day_of(now())
    for place, key in enumerate(("product:yame-sencha", "add_on:gift_wrap", "code:WELCOME10", "rule:loyalty")):
        row = {"day": today.isoformat(), "key": key, "amount": 500 - place}
        add = text("INSERT INTO daily VALUES (:day, 'usd', :key, 1, 1, :amount)")
        await shop.database.run(lambda session, add=add, row=row: session.execute(add, row))
    await counter.call(NumbersState, "load")
    page = counter.state(NumbersState)
    lists = [[one.name for one in rows] for rows in (page.products, page.add_ons, page.discounts)]
    assert lists == [["Yame Sencha"], ["Gift wrap"], ["WELCOME10", "Loyalty"]]
    assert (page.first, page.last) == (writing.day_written(today - timedelta(days=29)), writing.day_written(today))


@pytest.mark.parametrize(
    ("days", "shown"), [(7, 7), (90, 90), (30, 30), (8, 30), (True, 30), ("7", 30), (None, 30), ([7], 30)]
)
async def test_another_period_is_one_of_those_that_are_offered(
    shop: LocalStore, counter: Tab, days: object, shown: int
):
    await counter.call(NumbersState, "load")
    await counter.call(NumbersState, "choose", days=days)
    page = counter.state(NumbersState)
    assert (page.days, len(page.bars), len(page.rows)) == (shown, shown, shown)
