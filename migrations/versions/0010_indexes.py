"""Indexes for everything that is looked for, so that it takes as long among a million rows as among a hundred"""

from alembic import op
import sqlalchemy as sa


revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

BEING_WRITTEN = sa.text('writing_revision IS NOT NULL')


def upgrade() -> None:
    op.drop_index('ix_checkouts_status', 'checkouts')
    op.create_index('ix_checkouts_status_updated_at', 'checkouts', ['status', 'updated_at'])
    op.create_index('ix_checkouts_being_written', 'checkouts', ['status', 'updated_at'],
                    sqlite_where=BEING_WRITTEN, postgresql_where=BEING_WRITTEN)
    op.drop_index('ix_orders_shopper', 'orders')
    op.create_index('ix_orders_shopper_created_at', 'orders', ['shopper', 'created_at'])
    op.create_index('ix_webhook_events_handled_at', 'webhook_events', ['handled_at'])


def downgrade() -> None:
    op.drop_index('ix_webhook_events_handled_at', 'webhook_events')
    op.drop_index('ix_orders_shopper_created_at', 'orders')
    op.create_index('ix_orders_shopper', 'orders', ['shopper'])
    op.drop_index('ix_checkouts_being_written', 'checkouts')
    op.drop_index('ix_checkouts_status_updated_at', 'checkouts')
    op.create_index('ix_checkouts_status', 'checkouts', ['status'])
