"""Fair pay checks say why they were opened again."""

import sqlalchemy as sa
from alembic import op

revision = '0033'
down_revision = '0032'


def upgrade() -> None:
    with op.batch_alter_table('parity_check', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.add_column(sa.Column('reopened', sa.Text(), nullable=False, server_default=''))
    with op.batch_alter_table('parity_check', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.alter_column('reopened', server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('parity_check', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_column('reopened')
