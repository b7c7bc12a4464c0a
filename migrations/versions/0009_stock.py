"""Products that are counted: how many are held and sold, and by which checkouts"""

from alembic import op
import sqlalchemy as sa


revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('stock',
    sa.Column('product', sa.String(length=255), nullable=False),
    sa.Column('held', sa.Integer(), nullable=False),
    sa.Column('sold', sa.Integer(), nullable=False),
    sa.CheckConstraint('held >= 0 AND sold >= 0', name=op.f('ck_stock_never_below_zero')),
    sa.PrimaryKeyConstraint('product', name=op.f('pk_stock'))
    )
    op.create_table('holds',
    sa.Column('checkout_id', sa.String(length=40), nullable=False),
    sa.Column('product', sa.String(length=255), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('sold', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['checkout_id'], ['checkouts.id'], name=op.f('fk_holds_checkout_id_checkouts')),
    sa.PrimaryKeyConstraint('checkout_id', 'product', name=op.f('pk_holds'))
    )


def downgrade() -> None:
    op.drop_table('holds')
    op.drop_table('stock')
