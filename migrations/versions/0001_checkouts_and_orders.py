"""Checkouts, orders, moves and webhook events"""

from alembic import op
import sqlalchemy as sa


revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('checkouts',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('shopper', sa.String(length=40), nullable=False),
    sa.Column('status', sa.String(length=10), nullable=False),
    sa.Column('cart', sa.JSON(), nullable=False),
    sa.Column('quote', sa.JSON(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('synced_revision', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.String(length=255), nullable=True),
    sa.Column('session_count', sa.Integer(), nullable=False),
    sa.Column('stripe_items', sa.JSON(), nullable=False),
    sa.Column('writing_revision', sa.Integer(), nullable=True),
    sa.Column('writing_attempt', sa.Integer(), nullable=False),
    sa.Column('writing_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('placed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_checkouts')),
    sa.UniqueConstraint('session_id', name=op.f('uq_checkouts_session_id'))
    )
    with op.batch_alter_table('checkouts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_checkouts_shopper'), ['shopper'], unique=False)
        batch_op.create_index(batch_op.f('ix_checkouts_status'), ['status'], unique=False)
        batch_op.create_index('uq_checkouts_one_unfinished_per_shopper', ['shopper'], unique=True, sqlite_where=sa.text("status IN ('open', 'placing')"), postgresql_where=sa.text("status IN ('open', 'placing')"))

    op.create_table('webhook_events',
    sa.Column('id', sa.String(length=255), nullable=False),
    sa.Column('type', sa.String(length=100), nullable=False),
    sa.Column('session_id', sa.String(length=255), nullable=True),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('handled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('failure', sa.String(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_webhook_events'))
    )
    with op.batch_alter_table('webhook_events', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_webhook_events_session_id'), ['session_id'], unique=False)

    op.create_table('moves',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('checkout_id', sa.String(length=40), nullable=False),
    sa.Column('before', sa.String(length=10), nullable=False),
    sa.Column('after', sa.String(length=10), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['checkout_id'], ['checkouts.id'], name=op.f('fk_moves_checkout_id_checkouts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_moves'))
    )
    with op.batch_alter_table('moves', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_moves_checkout_id'), ['checkout_id'], unique=False)

    op.create_table('orders',
    sa.Column('number', sa.String(length=20), nullable=False),
    sa.Column('checkout_id', sa.String(length=40), nullable=False),
    sa.Column('shopper', sa.String(length=40), nullable=False),
    sa.Column('session_id', sa.String(length=255), nullable=False),
    sa.Column('payment_intent_id', sa.String(length=255), nullable=True),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('subtotal', sa.Integer(), nullable=False),
    sa.Column('discount', sa.Integer(), nullable=False),
    sa.Column('shipping', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('paid', sa.Integer(), nullable=False),
    sa.Column('quote', sa.JSON(), nullable=False),
    sa.Column('email', sa.String(length=320), nullable=True),
    sa.Column('flag', sa.String(length=500), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['checkout_id'], ['checkouts.id'], name=op.f('fk_orders_checkout_id_checkouts')),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_orders')),
    sa.UniqueConstraint('checkout_id', name=op.f('uq_orders_checkout_id')),
    sa.UniqueConstraint('payment_intent_id', name=op.f('uq_orders_payment_intent_id')),
    sa.UniqueConstraint('session_id', name=op.f('uq_orders_session_id'))
    )
    with op.batch_alter_table('orders', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_orders_shopper'), ['shopper'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('orders', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_orders_shopper'))

    op.drop_table('orders')
    with op.batch_alter_table('moves', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_moves_checkout_id'))

    op.drop_table('moves')
    with op.batch_alter_table('webhook_events', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_webhook_events_session_id'))

    op.drop_table('webhook_events')
    with op.batch_alter_table('checkouts', schema=None) as batch_op:
        batch_op.drop_index('uq_checkouts_one_unfinished_per_shopper', sqlite_where=sa.text("status IN ('open', 'placing')"), postgresql_where=sa.text("status IN ('open', 'placing')"))
        batch_op.drop_index(batch_op.f('ix_checkouts_status'))
        batch_op.drop_index(batch_op.f('ix_checkouts_shopper'))

    op.drop_table('checkouts')
