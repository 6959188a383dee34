"""A fair pay check says which grade of the employer's it compared with."""

import sqlalchemy as sa
from alembic import op

revision = '0046'
down_revision = '0045'


def upgrade() -> None:
    with op.batch_alter_table('parity_check', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.add_column(sa.Column('grade', sa.Text(), server_default='', nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('parity_check', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_column('grade')
