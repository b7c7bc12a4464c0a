"""How much at a time: what a person reads, what a query finds, and how long a text may be where it is kept or sent."""

import pytest
from sqlalchemy import Column, String

from rxapp.api.errors import LONGEST_MESSAGE
from rxapp.api.merchant import LONGEST_TOKEN
from rxapp.api.webhooks import LONGEST_KEPT
from rxapp.checkout.webhook_events import LONGEST_TRACEBACK
from rxapp.orders import attention, leftovers, sales, under_way
from rxapp.orders.models import CorrectionRow, FlagRow
from rxapp.orders.numbers import PERIODS
from rxapp.orders.stock import MOST_PIECES
from rxapp.payments import refunds, sessions, tax_rates
from rxapp.payments.goods import COUPON_NAME_LIMIT
from rxapp.payments.intents import DESCRIPTION_LIMIT, METADATA_LIMIT
from rxapp.states import orders


def test_what_a_person_reads():
    assert (attention.AT_ONCE, orders.AT_ONCE, sales.MOST_ALIKE) == (20, 20, 20)
    assert PERIODS == (7, 30, 90)
    assert MOST_PIECES == 1_000_000


def test_what_a_query_finds():
    assert (under_way.LATEST, sales.AT_ONCE, leftovers.AT_ONCE) == (100, 200, 500)


def test_what_stripe_takes_and_lists():
    assert (COUPON_NAME_LIMIT, METADATA_LIMIT, DESCRIPTION_LIMIT) == (40, 500, 1000)
    assert (sessions.LIST_LIMIT, tax_rates.LIST_LIMIT, refunds.MOST) == (100, 100, 100)


@pytest.mark.parametrize("column", [FlagRow.__table__.c.note, CorrectionRow.__table__.c.note])
def test_a_note_is_as_long_as_its_column(column: Column[str]):
    assert isinstance(column.type, String)
    assert column.type.length == attention.LONGEST_NOTE == 500


def test_what_is_kept_and_said_of_a_failure():
    assert (LONGEST_TRACEBACK, LONGEST_KEPT, LONGEST_MESSAGE, LONGEST_TOKEN) == (10_000, 10_000, 300, 500)
