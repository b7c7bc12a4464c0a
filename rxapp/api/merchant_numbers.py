"""`GET /api/merchant/numbers.csv`: the merchant's figures as a table for a spreadsheet."""

import csv
import io
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from rxapp.api.errors import answer, malformed, problem_of
from rxapp.checkout.services import services
from rxapp.orders.daily import day_of
from rxapp.orders.models import now
from rxapp.orders.numbers import Figures
from rxapp.shop.catalog import Catalog
from rxapp.shop.currencies import CURRENCIES
from rxapp.shop.line_names import line_name
from rxapp.shop.refusal import TokenRefused
from rxapp.visitor.merchant_cookie import signed_in_until

SIGN_IN = "Please sign in behind the counter first."
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")

Cell = str | int | Decimal
Table = Sequence[Sequence[Cell]]


class Asked(BaseModel):
    """Which table of which days."""

    model_config = ConfigDict(extra="forbid")

    days: Literal["7", "30", "90"] = "30"
    of: Literal["days", "products", "add_ons", "discounts"] = "days"


async def numbers_csv(request: Request) -> Response:
    """The table that the page shows, with amounts in major units; 401 for anybody but the merchant."""
    if signed_in_until(request.headers.get("cookie", "")) is None:
        return answer(problem_of(TokenRefused(message=SIGN_IN)))
    try:
        asked = Asked.model_validate(dict(request.query_params))
    except ValidationError as error:
        return answer(malformed(error))
    store = services()
    figures = await store.numbers.of(day_of(now()), int(asked.days), store.catalog.currency)
    name = f"{asked.of}-{figures.days[0].day}-{figures.days[-1].day}.csv"
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(written(TABLES[asked.of](figures, store.catalog)), media_type="text/csv", headers=headers)


def written(table: Table) -> str:
    """As RFC 4180 has it. No cell is a formula to a spreadsheet: a text that would begin one begins with a quote."""
    text = io.StringIO()
    csv.writer(text).writerows([_harmless(cell) for cell in row] for row in table)
    return text.getvalue()


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip(" ").startswith(BEGINS_A_FORMULA) else cell


def major(amount: int, currency: str) -> Decimal:
    """In major units, with the currency's decimals: 1850 usd is 18.50, and 500 jpy is 500."""
    return Decimal(amount).scaleb(-CURRENCIES[currency].decimals)


def _days(figures: Figures, _catalog: Catalog) -> Table:
    head = ("day", "currency", "orders", "revenue", "discounts", "refunded", "checkouts_opened", "checkouts_paid")
    rows = [
        (
            one.day.isoformat(),
            figures.currency,
            one.orders,
            *(major(amount, figures.currency) for amount in (one.revenue, one.discount, one.refunded)),
            one.opened,
            one.ordered,
        )
        for one in figures.days
    ]
    return [head, *rows]


def _sold(*kinds: str) -> Callable[[Figures, Catalog], Table]:
    head = ("name", "key", "currency", "orders", "pieces", "amount")

    def table(figures: Figures, catalog: Catalog) -> Table:
        return [
            head,
            *(
                (
                    line_name(one.key, catalog),
                    one.key,
                    figures.currency,
                    one.orders,
                    one.quantity,
                    major(one.amount, figures.currency),
                )
                for one in figures.of_kinds(*kinds)
            ),
        ]

    return table


TABLES: dict[str, Callable[[Figures, Catalog], Table]] = {
    "days": _days,
    "products": _sold("product"),
    "add_ons": _sold("add_on"),
    "discounts": _sold("code", "rule"),
}
