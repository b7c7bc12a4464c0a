"""What waits for the merchant, written out."""

from rxapp.merchant.attention_views import CorrectionView, EventView, FlaggedView, ReasonView, StockView, StuckView
from rxapp.merchant.writing import moment, order_page
from rxapp.orders.attention import Correction, Counted, FailedEvent, Flag, Flagged
from rxapp.orders.doubts import DoubtKind
from rxapp.orders.records import Checkout
from rxapp.shop.catalog import Catalog
from rxapp.shop.line_names import line_name
from rxapp.shop.money import written

LONGEST_TRACEBACK = 4000

WHAT_AND_DO = {
    DoubtKind.UNKNOWN_REVISION: (
        "Nothing says what was asked for this payment",
        "Compare the order with the payment at Stripe, and refund what was not meant.",
    ),
    DoubtKind.OTHER_AMOUNT: (
        "Another amount was paid than was asked",
        "Refund what is too much, or ask the shopper for the rest.",
    ),
    DoubtKind.OTHER_TRIAL: (
        "The trial at Stripe is another one than was shown",
        "Change the subscription's trial at Stripe to what was shown.",
    ),
    DoubtKind.OTHER_TERMS: (
        "What will be charged later is something else than was shown",
        "Change the subscription at Stripe to what was shown.",
    ),
    DoubtKind.CHANGED_SINCE: (
        "The cart was changed after what was paid",
        "Send what was paid for, or ask the shopper what was meant.",
    ),
    DoubtKind.PAID_WHILE_CLOSED: (
        "It was paid after its cart was closed",
        "Send it all the same, or refund the payment.",
    ),
    DoubtKind.PAID_AGAIN: ("The same order was paid a second time", "Refund the second payment at Stripe."),
    DoubtKind.SOLD_OUT: (
        "More was paid for than there was",
        "Get more, or refund what can't be sent.",
    ),
    DoubtKind.EARLIER: (
        "An older version of the store has flagged this",
        "Compare the order with the payment at Stripe.",
    ),
}


def flagged(one: Flagged) -> FlaggedView:
    """An order that somebody should look at."""
    order, last = one.order, one.flags[-1]
    return FlaggedView(
        number=order.number,
        href=order_page(order.number),
        control=flag_control(order.number),
        who=order.email or "",
        when=moment(last.at),
        asked=written(order.quote.total, order.quote.currency),
        taken=written(order.paid, order.currency),
        reasons=[_reason(flag) for flag in one.flags],
        seen=max(flag.id for flag in one.flags),
    )


def flag_control(number: str) -> str:
    """What stands for the form of a flagged order where something is said beside it."""
    return f"flag-{number}"


def _reason(flag: Flag) -> ReasonView:
    what, do = WHAT_AND_DO[flag.doubt]
    taken = "" if flag.amount is None or flag.currency is None else written(flag.amount, flag.currency)
    return ReasonView(what=what, do=do, said=flag.said, taken=taken)


def event(one: FailedEvent) -> EventView:
    """An event that failed: the last line of its traceback says what went wrong."""
    failure = (one.failure or "").strip()
    return EventView(
        id=one.id,
        type="Not understood" if one.is_odd else one.type,
        about=one.session_id or "",
        when=moment(one.received_at),
        failure=_short(failure, one),
        traceback=failure[-LONGEST_TRACEBACK:],
        odd=one.is_odd,
    )


def _short(failure: str, one: FailedEvent) -> str:
    if one.is_odd:
        return "Stripe signed this, and the store doesn't understand it. There is nothing to handle."
    return failure.splitlines()[-1][:200] if failure else "Whoever handled it never came back."


def stuck(one: Checkout) -> StuckView:
    """A payment that never ended."""
    return StuckView(
        id=one.id,
        what=", ".join(line.name for line in one.quote.lines),
        total=written(one.quote.total, one.quote.currency),
        when=moment(one.placed_at) if one.placed_at else "",
    )


def stock(one: Counted, catalog: Catalog) -> StockView:
    """What the books say of a product that is counted."""
    return StockView(
        product=one.product,
        name=line_name(f"product:{one.product}", catalog),
        left=one.left,
        taken=f"{one.held} held by payments under way, {one.sold} sold",
    )


def correction(one: Correction, catalog: Catalog) -> CorrectionView:
    """What somebody counted by hand."""
    return CorrectionView(
        key=one.at.isoformat(),
        what=f"{line_name(f'product:{one.product}', catalog)}: {one.after}, where it was {one.before}",
        note=one.note,
        when=f"{moment(one.at)}, {one.who}",
    )
