"""Why a step or a mailing goes over the cap on contacts."""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'
TABLES = ('follow_up', 'mailing')


def upgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
            batch_op.add_column(sa.Column('cap_reason', sa.Text(), nullable=False, server_default=''))
        with op.batch_alter_table(table, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
            batch_op.alter_column('cap_reason', server_default=None)


def downgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
            batch_op.drop_column('cap_reason')
