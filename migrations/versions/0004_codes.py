"""Which code an order used, and when a shopper's timed codes run out"""

from datetime import datetime

from alembic import op
import sqlalchemy as sa


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

ORDERS = sa.table('orders', sa.column('number'), sa.column('quote', sa.JSON), sa.column('code'))
CHECKOUTS = sa.table('checkouts', sa.column('shopper'), sa.column('cart', sa.JSON), sa.column('status'))


def upgrade() -> None:
    with op.batch_alter_table('orders', schema=None) as batch_op:
        batch_op.add_column(sa.Column('code', sa.String(length=60), nullable=True))
        batch_op.create_index(batch_op.f('ix_orders_code'), ['code'], unique=False)
    timed_codes = op.create_table('timed_codes',
    sa.Column('shopper', sa.String(length=40), nullable=False),
    sa.Column('code', sa.String(length=60), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('shopper', 'code', name=op.f('pk_timed_codes'))
    )
    database = op.get_bind()
    for number, quote in database.execute(sa.select(ORDERS.c.number, ORDERS.c.quote)).all():
        for part in quote['deductions']:
            if part['key'] == 'code':
                database.execute(ORDERS.update().where(ORDERS.c.number == number).values(code=part['name']))
    # an open cart is the only place that still knows of its timed code; there is one per shopper
    unfinished = sa.select(CHECKOUTS.c.shopper, CHECKOUTS.c.cart).where(CHECKOUTS.c.status.in_(['open', 'placing']))
    for shopper, cart in database.execute(unfinished).all():
        if cart.get('code_until'):
            until = datetime.fromisoformat(cart['code_until'])
            database.execute(timed_codes.insert().values(shopper=shopper, code=cart['code'], until=until))


def downgrade() -> None:
    op.drop_table('timed_codes')
    with op.batch_alter_table('orders', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_orders_code'))
        batch_op.drop_column('code')
