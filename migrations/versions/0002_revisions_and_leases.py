"""Every revision with its quote, leases, and flags of any length"""

from alembic import op
import sqlalchemy as sa


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('revisions',
    sa.Column('checkout_id', sa.String(length=40), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('cart', sa.JSON(), nullable=False),
    sa.Column('quote', sa.JSON(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['checkout_id'], ['checkouts.id'], name=op.f('fk_revisions_checkout_id_checkouts')),
    sa.PrimaryKeyConstraint('checkout_id', 'revision', name=op.f('pk_revisions'))
    )
    op.execute(
        "INSERT INTO revisions (checkout_id, revision, cart, quote, at) "
        "SELECT id, revision, cart, quote, updated_at FROM checkouts"
    )
    op.create_table('leases',
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('holder', sa.String(length=40), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_leases'))
    )
    with op.batch_alter_table('orders', schema=None) as batch_op:
        batch_op.alter_column('flag', existing_type=sa.String(length=500), type_=sa.Text(), existing_nullable=True)


def downgrade() -> None:
    with op.batch_alter_table('orders', schema=None) as batch_op:
        batch_op.alter_column('flag', existing_type=sa.Text(), type_=sa.String(length=500), existing_nullable=True)
    op.drop_table('leases')
    op.drop_table('revisions')
