"""Memberships: what Stripe last said of the subscription of each order that joined a plan"""

from datetime import UTC, datetime
import json

from alembic import op
import sqlalchemy as sa


revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

# an order of before says what was agreed; the rest is read from Stripe when its membership is looked at
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
OF_BEFORE = """
    SELECT orders.subscription_id, orders.number, orders.shopper, checkouts.plan, orders.currency, orders.quote,
        orders.trial_ends
    FROM orders JOIN checkouts ON checkouts.id = orders.checkout_id WHERE orders.subscription_id IS NOT NULL
"""


def upgrade() -> None:
    when = sa.DateTime(timezone=True)
    memberships = op.create_table('memberships',
    sa.Column('subscription_id', sa.String(length=255), nullable=False),
    sa.Column('number', sa.String(length=20), nullable=False),
    sa.Column('shopper', sa.String(length=40), nullable=False),
    sa.Column('plan', sa.String(length=60), nullable=False),
    sa.Column('status', sa.String(length=30), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('interval', sa.String(length=10), nullable=False),
    sa.Column('every', sa.Integer(), nullable=False),
    sa.Column('trial_ends', when, nullable=True),
    sa.Column('period_ends', when, nullable=True),
    sa.Column('leaves', when, nullable=True),
    sa.Column('ended', when, nullable=True),
    sa.Column('known_at', when, nullable=False),
    sa.ForeignKeyConstraint(['number'], ['orders.number'], name=op.f('fk_memberships_number_orders')),
    sa.PrimaryKeyConstraint('subscription_id', name=op.f('pk_memberships')),
    sa.UniqueConstraint('number', name=op.f('uq_memberships_number'))
    )
    with op.batch_alter_table('memberships', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_memberships_shopper'), ['shopper'], unique=False)
    typed = sa.text(OF_BEFORE).columns(quote=sa.JSON(), trial_ends=when)
    found = [_of_before(row) for row in op.get_bind().execute(typed).mappings()]
    if found:
        op.bulk_insert(memberships, found)


def _of_before(row: sa.RowMapping) -> dict[str, object]:
    quote = row['quote'] if isinstance(row['quote'], dict) else json.loads(row['quote'])
    kept = {name: row[name] for name in ('subscription_id', 'number', 'shopper', 'plan', 'currency', 'trial_ends')}
    agreed = quote.get('recurring') or {}
    return kept | {
        'status': 'trialing', 'amount': agreed.get('amount', 0), 'interval': agreed.get('interval', 'month'),
        'every': agreed.get('every', 1), 'period_ends': row['trial_ends'], 'leaves': None, 'ended': None,
        'known_at': LONG_AGO,
    }


def downgrade() -> None:
    op.drop_table('memberships')
