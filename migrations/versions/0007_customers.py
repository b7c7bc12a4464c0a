"""Stripe Customers: whose they are, which session is for one, and who an order was for"""

from alembic import op
import sqlalchemy as sa


revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('accounts',
    sa.Column('shopper', sa.String(length=40), nullable=False),
    sa.Column('member', sa.String(length=60), nullable=False),
    sa.Column('customer_id', sa.String(length=255), nullable=False),
    sa.PrimaryKeyConstraint('shopper', 'member', name=op.f('pk_accounts'))
    )
    with op.batch_alter_table('checkouts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('customer_id', sa.String(length=255), nullable=True))
    with op.batch_alter_table('orders', schema=None) as batch_op:
        batch_op.add_column(sa.Column('customer_id', sa.String(length=255), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('orders', schema=None) as batch_op:
        batch_op.drop_column('customer_id')
    with op.batch_alter_table('checkouts', schema=None) as batch_op:
        batch_op.drop_column('customer_id')
    op.drop_table('accounts')
