"""A merchant's figures: sums of days, added up by the database."""

from collections.abc import Sequence
from datetime import date, timedelta

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from rxapp.orders.daily import DISCOUNT, OPENED, ORDERED, PAID, REFUNDED
from rxapp.orders.database import Books, transaction
from rxapp.orders.models import DailyRow

PERIODS = (7, 30, 90)

OF_ORDERS = (PAID, DISCOUNT, REFUNDED, OPENED, ORDERED)
Found = dict[tuple[date, str], tuple[int, int]]


class Day(BaseModel):
    """One day, in UTC; amounts in minor units. Of the carts begun on it so many were `opened` and `ordered`."""

    model_config = ConfigDict(frozen=True)

    day: date
    orders: int = 0
    revenue: int = 0
    discount: int = 0
    refunded: int = 0
    opened: int = 0
    ordered: int = 0


class Sold(BaseModel):
    """A line of orders, or what took something off them: in how many orders, how many pieces, how much."""

    model_config = ConfigDict(frozen=True)

    key: str
    orders: int
    quantity: int
    amount: int


class Figures(BaseModel):
    """What a number of days came to in one currency; `elsewhere` are the orders in any other."""

    model_config = ConfigDict(frozen=True)

    currency: str
    days: tuple[Day, ...]
    sold: tuple[Sold, ...]
    elsewhere: int

    def of_kinds(self, *kinds: str) -> Sequence[Sold]:
        """Those of some kinds, such as `product`, `add_on` or `code`; what brought or took most comes first."""
        return [one for one in self.sold if one.key.partition(":")[0] in kinds]

    @property
    def orders(self) -> int:
        return sum(day.orders for day in self.days)

    @property
    def revenue(self) -> int:
        """What was paid, with shipping and taxes, before refunds."""
        return sum(day.revenue for day in self.days)

    @property
    def discount(self) -> int:
        return sum(day.discount for day in self.days)

    @property
    def refunded(self) -> int:
        return sum(day.refunded for day in self.days)

    @property
    def opened(self) -> int:
        return sum(day.opened for day in self.days)

    @property
    def ordered(self) -> int:
        return sum(day.ordered for day in self.days)


class Numbers(Books):
    """What was sold, day by day."""

    @transaction
    def of(self, session: Session, last: date, days: int, currency: str) -> Figures:
        """What so many days came to, the last one among them; a day without anything is there as well."""
        dates = [last - timedelta(days=ago) for ago in reversed(range(days))]
        period = DailyRow.day >= dates[0], DailyRow.day <= last
        found = _by_day(session, *period, DailyRow.currency == currency)
        return Figures(
            currency=currency,
            days=tuple(_day(day, found) for day in dates),
            sold=_by_key(session, *period, DailyRow.currency == currency),
            elsewhere=_orders(session, *period, DailyRow.currency != currency),
        )


def _by_day(session: Session, *period: ColumnElement[bool]) -> Found:
    asked = select(DailyRow.day, DailyRow.key, DailyRow.orders, DailyRow.amount)
    rows = session.execute(asked.where(*period, DailyRow.key.in_(OF_ORDERS)))
    return {(row.day, row.key): (row.orders, row.amount) for row in rows}


def _day(day: date, found: Found) -> Day:
    orders = {key: found.get((day, key), (0, 0))[0] for key in (PAID, OPENED, ORDERED)}
    amounts = {key: found.get((day, key), (0, 0))[1] for key in (PAID, DISCOUNT, REFUNDED)}
    return Day(
        day=day,
        orders=orders[PAID],
        revenue=amounts[PAID],
        discount=amounts[DISCOUNT],
        refunded=amounts[REFUNDED],
        opened=orders[OPENED],
        ordered=orders[ORDERED],
    )


def _by_key(session: Session, *period: ColumnElement[bool]) -> tuple[Sold, ...]:
    orders, quantity, amount = (func.sum(one) for one in (DailyRow.orders, DailyRow.quantity, DailyRow.amount))
    asked = select(DailyRow.key, orders.label("orders"), quantity.label("quantity"), amount.label("amount"))
    of_lines = asked.where(*period, DailyRow.key.not_in(OF_ORDERS)).group_by(DailyRow.key)
    rows = session.execute(of_lines.order_by(amount.desc(), orders.desc(), DailyRow.key))
    return tuple(Sold(**row) for row in rows.mappings())


def _orders(session: Session, *period: ColumnElement[bool]) -> int:
    return session.scalar(select(func.sum(DailyRow.orders)).where(*period, DailyRow.key == PAID)) or 0
