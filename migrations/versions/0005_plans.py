"""Plans: a checkout of their own beside the cart, and the subscription of an order"""

from alembic import op
import sqlalchemy as sa


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

UNFINISHED = {
    f'{kind}_where': sa.text("status IN ('open', 'placing')") for kind in ('sqlite', 'postgresql')
}


def upgrade() -> None:
    with op.batch_alter_table('checkouts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('plan', sa.String(length=60), nullable=False, server_default=''))
        batch_op.drop_index('uq_checkouts_one_unfinished_per_shopper', **UNFINISHED)
        batch_op.create_index(
            'uq_checkouts_one_unfinished_per_shopper_and_plan', ['shopper', 'plan'], unique=True, **UNFINISHED
        )
    with op.batch_alter_table('orders', schema=None) as batch_op:
        batch_op.add_column(sa.Column('subscription_id', sa.String(length=255), nullable=True))
        batch_op.add_column(sa.Column('trial_ends', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_unique_constraint(op.f('uq_orders_subscription_id'), ['subscription_id'])


def downgrade() -> None:
    op.execute("UPDATE checkouts SET status = 'abandoned' WHERE plan <> '' AND status IN ('open', 'placing')")
    with op.batch_alter_table('orders', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('uq_orders_subscription_id'), type_='unique')
        batch_op.drop_column('trial_ends')
        batch_op.drop_column('subscription_id')
    with op.batch_alter_table('checkouts', schema=None) as batch_op:
        batch_op.drop_index('uq_checkouts_one_unfinished_per_shopper_and_plan', **UNFINISHED)
        batch_op.create_index('uq_checkouts_one_unfinished_per_shopper', ['shopper'], unique=True, **UNFINISHED)
        batch_op.drop_column('plan')
