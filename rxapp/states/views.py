"""What the pages show: plain frozen values, amounts already written out for people."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LineView:
    """A product in the cart, as its row shows it; `swap` says what its other size is, empty if it has none.

    `stripe_item` is the line item that Stripe.js may adjust by itself, or empty. `left` says how many there are where
    that is few, `short` that there are fewer than the cart holds, and `take` what can be had instead.
    """

    slug: str
    name: str
    kind: str
    picture: str
    quantity: int
    unit: str
    amount: str
    swap: str = ""
    stripe_item: str = ""
    left: str = ""
    short: str = ""
    take: str = ""


@dataclass(frozen=True)
class SuggestionView:
    """A product that goes with what is in the cart: `beside`, by its name."""

    slug: str
    name: str
    picture: str
    price: str
    beside: str


@dataclass(frozen=True)
class AddOnView:
    """An add-on that this cart may have, ticked or not."""

    key: str
    name: str
    detail: str
    price: str
    on: bool


@dataclass(frozen=True)
class OptionView:
    """One of several ways, of shipping or of paying, chosen or not."""

    key: str
    name: str
    detail: str
    price: str
    chosen: bool


@dataclass(frozen=True)
class AmountView:
    """A named amount: an add-on in the summary, or a part of the discount. `why` says what its name doesn't."""

    key: str
    name: str
    amount: str
    why: str = ""


@dataclass(frozen=True)
class MembershipView:
    """A plan that somebody has joined, in sentences; `standing` says what is next, `question` what leaving means.

    Whoever is in it `may_leave`, or `may_stay` while it is to end; where neither is so, it is over.
    """

    key: str
    plan: str
    name: str
    picture: str
    price: str
    standing: str
    question: str
    sent_to: str
    since: str
    receipt: str
    may_leave: bool
    may_stay: bool


@dataclass(frozen=True)
class OrderLineView:
    """A line of a finished order; a present is marked."""

    name: str
    quantity: int
    amount: str
    present: bool = False


@dataclass(frozen=True)
class OrderLinkView:
    """The way back to an order; `what` names all that was bought. One that isn't paid has a word for a number.

    `refunded` says what was given back, if anything was.
    """

    number: str
    address: str
    day: str
    total: str
    what: str
    refunded: str = ""
