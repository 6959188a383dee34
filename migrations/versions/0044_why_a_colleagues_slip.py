"""A fair pay check says why nothing better than a colleague's slip was there."""

import sqlalchemy as sa
from alembic import op

revision = '0044'
down_revision = '0043'


def upgrade() -> None:
    with op.batch_alter_table('parity_check', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.add_column(sa.Column('comparator_why', sa.Text(), server_default='', nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('parity_check', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_column('comparator_why')
