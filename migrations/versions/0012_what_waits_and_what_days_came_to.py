"""What a merchant looks at: flags until they are handled, stock that was counted again, what each day came to"""

from collections import defaultdict
from datetime import UTC, date, datetime
import json

from alembic import op
import sqlalchemy as sa


revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

WHEN = sa.DateTime(timezone=True)
WAITING, FAILED = sa.text('handled_at IS NULL'), sa.text('failure IS NOT NULL')
AT_ONCE = 1000
ORDERS = """
    SELECT orders.number, orders.created_at, orders.currency, orders.paid, orders.discount, orders.quote,
        checkouts.created_at AS begun_at, checkouts.session_count
    FROM orders JOIN checkouts ON checkouts.id = orders.checkout_id
    WHERE orders.subscription_id IS NULL AND orders.number > :after ORDER BY orders.number LIMIT :at_once
"""
OPENED = """
    SELECT id, created_at, quote FROM checkouts
    WHERE session_count > 0 AND plan = '' AND id > :after ORDER BY id LIMIT :at_once
"""
REFUNDS = """
    SELECT id, asked_at, currency, amount FROM refunds
    WHERE status NOT IN ('failed', 'canceled', 'refused') AND id > :after ORDER BY id LIMIT :at_once
"""
Sums = dict[tuple[date, str, str], list[int]]


def upgrade() -> None:
    flags = op.create_table('flags',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=20), nullable=False),
    sa.Column('doubt', sa.String(length=30), nullable=False),
    sa.Column('said', sa.Text(), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=True),
    sa.Column('currency', sa.String(length=3), nullable=True),
    sa.Column('at', WHEN, nullable=False),
    sa.Column('handled_at', WHEN, nullable=True),
    sa.Column('who', sa.String(length=40), nullable=True),
    sa.Column('note', sa.String(length=500), nullable=True),
    sa.ForeignKeyConstraint(['number'], ['orders.number'], name=op.f('fk_flags_number_orders')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_flags'))
    )
    op.create_index('ix_flags_number', 'flags', ['number'])
    op.create_index('ix_flags_waiting', 'flags', ['at'], sqlite_where=WAITING, postgresql_where=WAITING)
    op.execute(
        f"INSERT INTO {flags.name} (number, doubt, said, at) "
        "SELECT number, 'earlier', flag, created_at FROM orders WHERE flag IS NOT NULL"
    )
    op.create_table('corrections',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('product', sa.String(length=255), nullable=False),
    sa.Column('before', sa.Integer(), nullable=False),
    sa.Column('after', sa.Integer(), nullable=False),
    sa.Column('note', sa.String(length=500), nullable=False),
    sa.Column('who', sa.String(length=40), nullable=False),
    sa.Column('at', WHEN, nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_corrections'))
    )
    op.add_column('stock', sa.Column('corrected', sa.Integer(), nullable=False, server_default='0'))
    op.add_column('webhook_events', sa.Column('handling_until', WHEN, nullable=True))
    op.create_index('ix_webhook_events_failed', 'webhook_events', ['received_at'],
                    sqlite_where=FAILED, postgresql_where=FAILED)
    daily = op.create_table('daily',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('key', sa.String(length=255), nullable=False),
    sa.Column('orders', sa.Integer(), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('day', 'currency', 'key', name=op.f('pk_daily'))
    )
    if found := _sums_of_before():
        names = ('day', 'currency', 'key', 'orders', 'quantity', 'amount')
        op.bulk_insert(daily, [dict(zip(names, (*key, *sums))) for key, sums in found.items()])


def _sums_of_before() -> Sums:
    """The same as is written with each order from now on."""
    sums: Sums = defaultdict(lambda: [0, 0, 0])
    for order in _in_parts(ORDERS, 'number', created_at=WHEN, begun_at=WHEN, quote=sa.JSON()):
        day, quote = _day(order['created_at']), _parsed(order['quote'])
        currency = quote.get('currency', order['currency'])
        _add(sums, (day, order['currency'], 'paid'), 1, 0, order['paid'])
        if order['discount']:
            _add(sums, (day, currency, 'discount'), 1, 0, order['discount'])
        for line in quote.get('lines', []):
            _add(sums, (day, currency, line['key']), 1, line['quantity'], line['unit_amount'] * line['quantity'])
        for part in quote.get('deductions', []):
            key = f"code:{part['name']}" if part['key'] == 'code' else f"rule:{part['key']}"
            _add(sums, (day, currency, key), 1, 0, part['amount'])
        if order['session_count']:
            _add(sums, (_day(order['begun_at']), currency, 'ordered'), 1, 0, 0)
    for checkout in _in_parts(OPENED, 'id', created_at=WHEN, quote=sa.JSON()):
        if currency := _parsed(checkout['quote']).get('currency'):
            _add(sums, (_day(checkout['created_at']), currency, 'opened'), 1, 0, 0)
    for refund in _in_parts(REFUNDS, 'id', asked_at=WHEN):
        _add(sums, (_day(refund['asked_at']), refund['currency'], 'refunded'), 0, 0, refund['amount'])
    return sums


def _add(sums: Sums, key: tuple[date, str, str], orders: int, quantity: int, amount: int) -> None:
    for place, number in enumerate((orders, quantity, amount)):
        sums[key][place] += number


def _in_parts(query: str, key: str, **types: object):
    after = ''
    while found := op.get_bind().execute(
        sa.text(query).columns(**types), {'after': after, 'at_once': AT_ONCE}
    ).mappings().all():
        yield from found
        after = found[-1][key]


def _parsed(quote: dict | str) -> dict:
    return quote if isinstance(quote, dict) else json.loads(quote)


def _day(at: datetime) -> date:
    return (at.astimezone(UTC) if at.tzinfo else at).date()


def downgrade() -> None:
    op.drop_table('daily')
    op.drop_index('ix_webhook_events_failed', 'webhook_events')
    op.drop_column('webhook_events', 'handling_until')
    op.drop_column('stock', 'corrected')
    op.drop_table('corrections')
    op.drop_table('flags')
