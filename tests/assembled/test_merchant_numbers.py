"""The merchant's figures as a file for a spreadsheet: for the merchant alone, exact, and with no formula in it."""

import csv
import io
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import text

from rxapp.api.merchant_numbers import TABLES, major, written
from rxapp.orders.daily import day_of
from rxapp.orders.models import now
from rxapp.orders.numbers import Day, Figures, Sold
from rxapp.settings import settings
from rxapp.shop.catalog import CATALOG
from rxapp.shop.refusal import TokenRefused
from rxapp.visitor.merchant_cookie import COOKIE, merchant_cookie_for_socket
from tests.faults.local_store import LocalStore
from tests.in_process import Client, refusal

FILE = "/api/merchant/numbers.csv"


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


@pytest.fixture
async def merchant(client: Client) -> Client:
    """Somebody who has signed in."""
    assert (await client.post("/api/merchant/sign-in", {"token": settings.merchant_key})).status_code == 204
    return client


async def test_signing_in_opens_the_file_and_signing_out_shuts_it(merchant: Client):
    answer = await merchant.http.get(FILE)
    assert answer.headers["content-disposition"].startswith('attachment; filename="days-')
    assert len(rows(answer.text)) == 1 + 30, "a month by its days, where nothing else is asked for"
    await merchant.post("/api/merchant/sign-out")
    assert refusal(await merchant.http.get(FILE)) == (401, TokenRefused.code)


@pytest.mark.parametrize(
    "cookie",
    ["", f"{COOKIE}=x", "kettle_cart=x", merchant_cookie_for_socket(datetime(2999, 1, 1, tzinfo=UTC))],
    ids=["none", "unsigned", "the cart's", "the socket's"],
)
async def test_nobody_else_gets_it(client: Client, cookie: str):
    answer = await client.http.get(FILE, headers={"cookie": cookie})
    assert refusal(answer) == (401, TokenRefused.code)


async def test_it_says_what_was_sold_in_major_units(merchant: Client, shop: LocalStore):
    await shop.paid("anna")
    await shop.report_all()
    answer = await merchant.http.get(FILE, params={"days": "7"})
    assert answer.headers["content-type"].startswith("text/csv")
    today = day_of(now())
    assert answer.headers["content-disposition"].endswith(f'-{today}.csv"')
    assert answer.headers["cache-control"] == "no-store"
    head, *days = rows(answer.text)
    assert len(days) == 7
    assert dict(zip(head, days[-1], strict=True)) == {
        "day": today.isoformat(),
        "currency": "usd",
        "orders": "1",
        "revenue": "23.00",
        "discounts": "0.00",
        "refunded": "0.00",
        "checkouts_opened": "1",
        "checkouts_paid": "1",
    }
    sold = (await merchant.http.get(FILE, params={"of": "products"})).text
    assert rows(sold) == [
        ["name", "key", "currency", "orders", "pieces", "amount"],
        ["Yame Sencha", "product:yame-sencha", "usd", "1", "1", "18.00"],
    ]


DAY = Day(day=date(2026, 5, 31), orders=2, revenue=3000, discount=400, refunded=50, opened=7, ordered=6)
SOLD = {
    "products": ["product:yame-sencha"],
    "add_ons": ["add_on:gift_wrap"],
    "discounts": ["code:WELCOME10", "rule:loyalty"],
}


def table(of: str, currency: str = "usd") -> list[dict[str, Any]]:
    """The rows of a table by the names of their columns, where no two figures are the same."""
    sold = tuple(Sold(key=key, orders=2, quantity=3, amount=5400) for keys in SOLD.values() for key in keys)
    figures = Figures(currency=currency, days=(DAY,), sold=sold, elsewhere=0)
    head, *found = TABLES[of](figures, CATALOG)
    return [dict(zip(map(str, head), map(str, row), strict=True)) for row in found]


def test_each_figure_of_a_day_stands_in_its_own_column():
    assert table("days") == [
        {
            "day": "2026-05-31",
            "currency": "usd",
            "orders": "2",
            "revenue": "30.00",
            "discounts": "4.00",
            "refunded": "0.50",
            "checkouts_opened": "7",
            "checkouts_paid": "6",
        }
    ]


@pytest.mark.parametrize("of", SOLD)
def test_each_kind_has_its_own_table_and_each_figure_its_own_column(of: str):
    found = table(of)
    assert [row["key"] for row in found] == SOLD[of]
    for row in found:
        assert (row["currency"], row["orders"], row["pieces"], row["amount"]) == ("usd", "2", "3", "54.00")


@pytest.mark.parametrize(("currency", "day", "sold"), [("jpy", "3000", "5400"), ("kwd", "3.000", "5.400")])
def test_every_table_is_in_the_currency_of_its_figures(currency: str, day: str, sold: str):
    rows = [row for of in TABLES for row in table(of, currency)]
    assert {row["currency"] for row in rows} == {currency}
    assert [row.get("revenue") or row["amount"] for row in rows] == [day, *[sold] * (len(rows) - 1)]


@pytest.mark.parametrize("of", TABLES)
@pytest.mark.parametrize("days", ["7", "30", "90"])
async def test_every_table_of_every_period_is_there(merchant: Client, of: str, days: str):
    answer = await merchant.http.get(FILE, params={"of": of, "days": days})
    assert answer.status_code == 200
    assert len(rows(answer.text)) == (1 + int(days) if of == "days" else 1)


@pytest.mark.parametrize(
    "asked", [{"days": "8"}, {"days": "-7"}, {"days": ""}, {"of": "orders"}, {"of": "DAYS"}, {"currency": "eur"}]
)
async def test_what_is_not_offered_is_malformed(merchant: Client, asked: dict[str, str]):
    assert (await merchant.http.get(FILE, params=asked)).status_code == 400


@pytest.mark.parametrize(
    ("amount", "currency", "said"),
    [
        (1850, "usd", "18.50"),
        (5, "usd", "0.05"),
        (0, "usd", "0.00"),
        (-300, "usd", "-3.00"),
        (500, "jpy", "500"),
        (1250, "kwd", "1.250"),
        (123_456_789_012, "usd", "1234567890.12"),
    ],
)
def test_amounts_have_the_decimals_of_their_currency(amount: int, currency: str, said: str):
    assert str(major(amount, currency)) == said


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "  @"])
def test_no_text_is_a_formula(begins: str):
    [[cell]] = rows(written([[f"{begins}HYPERLINK(1)"]]))
    assert cell == f"'{begins}HYPERLINK(1)"


def test_numbers_stay_numbers_and_any_text_comes_back():
    table = [[-3, major(-300, "usd"), "plain", 'a "tin", large', "two\nlines", "a-b=c", "Grün"]]
    assert rows(written(table)) == [["-3", "-3.00", "plain", 'a "tin", large', "two\nlines", "a-b=c", "Grün"]]


async def test_a_code_that_would_be_a_formula_is_none_in_the_file(merchant: Client, shop: LocalStore):
    add = "INSERT INTO daily VALUES (:day, 'usd', 'code:=1+1', 1, 0, 5)"
    await shop.database.run(lambda session: session.execute(text(add), {"day": day_of(now()).isoformat()}))
    answer = await merchant.http.get(FILE, params={"of": "discounts"})
    assert [row[0] for row in rows(answer.text)] == ["name", "'=1+1"]
