"""The words that stand in the books: rows of earlier versions have them, so a word changes by a migration alone."""

from enum import StrEnum

import pytest

from rxapp.orders import daily
from rxapp.orders.doubts import DoubtKind
from rxapp.orders.records import Flow, Status
from rxapp.orders.refund_book import Stage

KEPT: dict[type[StrEnum], str] = {
    Status: "open placing on_its_way paid expired abandoned flagged failed",
    Flow: "checkout_session payment_intent",
    Stage: "asked pending requires_action succeeded failed canceled refused",
    DoubtKind: (
        "unknown_revision other_amount other_trial other_terms changed_since paid_while_closed paid_again sold_out "
        "earlier"
    ),
}


@pytest.mark.parametrize("kind", KEPT, ids=lambda kind: kind.__name__)
def test_what_was_written_down_is_still_understood(kind: type[StrEnum]):
    assert set(kind) == set(KEPT[kind].split())


def test_the_sums_of_earlier_days_are_still_found():
    kept = (daily.PAID, daily.DISCOUNT, daily.REFUNDED, daily.OPENED, daily.ORDERED)
    assert kept == ("paid", "discount", "refunded", "opened", "ordered")
