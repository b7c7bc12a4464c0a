"""What the merchant looks for among all orders: their lines, their refunds, and an index for each way to search"""

import json

from alembic import op
import sqlalchemy as sa


revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

AT_ONCE = 1000
UNPAID = sa.text("status IN ('on_its_way', 'failed')")
ASKED = sa.text("status = 'asked'")
FLAGGED, REFUNDED = sa.text('flag IS NOT NULL'), sa.text('refunded > 0')


def upgrade() -> None:
    when = sa.DateTime(timezone=True)
    op.add_column('orders', sa.Column('refunded', sa.Integer(), nullable=False, server_default='0'))
    op.create_index('ix_orders_created_at_number', 'orders', ['created_at', 'number'])
    op.create_index('ix_orders_email', 'orders', [sa.text('lower(email)'), 'created_at', 'number'])
    op.create_index('ix_orders_paid', 'orders', ['paid', 'created_at', 'number'])
    op.create_index('ix_orders_flagged', 'orders', ['created_at', 'number'],
                    sqlite_where=FLAGGED, postgresql_where=FLAGGED)
    op.create_index('ix_orders_refunded', 'orders', ['created_at', 'number'],
                    sqlite_where=REFUNDED, postgresql_where=REFUNDED)
    op.create_index('ix_checkouts_unpaid', 'checkouts', ['status', 'placed_at', 'id'],
                    sqlite_where=UNPAID, postgresql_where=UNPAID)
    lines = op.create_table('order_lines',
    sa.Column('number', sa.String(length=20), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=300), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=False),
    sa.Column('created_at', when, nullable=False),
    sa.ForeignKeyConstraint(['number'], ['orders.number'], name=op.f('fk_order_lines_number_orders')),
    sa.PrimaryKeyConstraint('number', 'place', name=op.f('pk_order_lines'))
    )
    op.create_index('ix_order_lines_key', 'order_lines', ['key', 'created_at', 'number'])
    op.create_table('refunds',
    sa.Column('id', sa.String(length=255), nullable=False),
    sa.Column('number', sa.String(length=20), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('reason', sa.String(length=40), nullable=True),
    sa.Column('status', sa.String(length=20), nullable=False),
    sa.Column('stripe_id', sa.String(length=255), nullable=True),
    sa.Column('failure', sa.String(length=500), nullable=True),
    sa.Column('asked_at', when, nullable=False),
    sa.Column('updated_at', when, nullable=False),
    sa.CheckConstraint('amount > 0', name=op.f('ck_refunds_something')),
    sa.ForeignKeyConstraint(['number'], ['orders.number'], name=op.f('fk_refunds_number_orders')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_refunds')),
    sa.UniqueConstraint('stripe_id', name=op.f('uq_refunds_stripe_id'))
    )
    op.create_index('ix_refunds_number_asked_at', 'refunds', ['number', 'asked_at'])
    op.create_index('uq_refunds_one_asked_per_order', 'refunds', ['number'], unique=True,
                    sqlite_where=ASKED, postgresql_where=ASKED)
    op.create_index('ix_refunds_asked', 'refunds', ['updated_at'], sqlite_where=ASKED, postgresql_where=ASKED)
    _copy_lines(lines)


def _copy_lines(lines: sa.Table) -> None:
    """The lines of the orders of before, from what was asked for them."""
    typed = sa.text('SELECT number, quote, created_at FROM orders').columns(
        quote=sa.JSON(), created_at=sa.DateTime(timezone=True)
    )
    copied: list[dict[str, object]] = []
    for row in op.get_bind().execute(typed).mappings().all():
        quote = row['quote'] if isinstance(row['quote'], dict) else json.loads(row['quote'])
        copied += [
            {'number': row['number'], 'created_at': row['created_at'], 'place': place, 'key': line['key'],
             'name': line['name'], 'quantity': line['quantity'], 'amount': line['unit_amount'] * line['quantity']}
            for place, line in enumerate(quote.get('lines', []))
        ]
    for begin in range(0, len(copied), AT_ONCE):
        op.bulk_insert(lines, copied[begin:begin + AT_ONCE])


def downgrade() -> None:
    op.drop_table('refunds')
    op.drop_table('order_lines')
    for name in ('created_at_number', 'email', 'paid', 'flagged', 'refunded'):
        op.drop_index(f'ix_orders_{name}', 'orders')
    op.drop_index('ix_checkouts_unpaid', 'checkouts')
    with op.batch_alter_table('orders') as batch_op:
        batch_op.drop_column('refunded')
