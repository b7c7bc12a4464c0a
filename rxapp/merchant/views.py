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
