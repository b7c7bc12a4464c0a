"""What the pages behind the counter show: plain frozen values, written out for people."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SaleView:
    """A row of the orders: one that is paid has a number and a page of its own.

    `standing` is the word for `tone`, which is one of `Standing`.
    """

    key: str
    number: str
    href: str
    what: str
    who: str
    when: str
    total: str
    standing: str
    tone: str


@dataclass(frozen=True)
class RefundView:
    """Money that was given back, or should have been; `said` is why it wasn't."""

    key: str
    amount: str
    standing: str
    tone: str
    reason: str
    when: str
    said: str


@dataclass(frozen=True)
class StepView:
    """A step of an order's history: what happened, what it was in detail, and what was asked then."""

    key: str
    when: str
    what: str
    detail: str
    total: str
