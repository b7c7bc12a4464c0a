"""What waits for the merchant, as its page shows it: plain frozen values, written out for people."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ReasonView:
    """Why somebody should look at an order, what to do about it, and how it was written down."""

    what: str
    do: str
    said: str
    taken: str


@dataclass(frozen=True)
class FlaggedView:
    """A flagged order: what the quote says, what Stripe took; `seen` is the last reason that is shown."""

    number: str
    href: str
    control: str
    who: str
    when: str
    asked: str
    taken: str
    reasons: list[ReasonView]
    seen: int


@dataclass(frozen=True)
class EventView:
    """An event that failed; one that is `odd` can't be handled at all."""

    id: str
    type: str
    about: str
    when: str
    failure: str
    traceback: str
    odd: bool


@dataclass(frozen=True)
class StuckView:
    """A payment that never ended."""

    id: str
    what: str
    total: str
    when: str


@dataclass(frozen=True)
class StockView:
    """A product that is counted."""

    product: str
    name: str
    left: int
    taken: str


@dataclass(frozen=True)
class CorrectionView:
    """What somebody counted by hand."""

    key: str
    what: str
    note: str
    when: str
