"""When a webinar last moved; series have a title only."""

import sqlalchemy as sa
from alembic import op

revision = '0054'
down_revision = '0053'


def upgrade() -> None:
    with op.batch_alter_table('webinar', schema=None) as batch_op:
        batch_op.add_column(sa.Column('moved_at', sa.DateTime(), nullable=True))

    with op.batch_alter_table('webinar_series', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_column('words')


def downgrade() -> None:
    with op.batch_alter_table('webinar_series', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.add_column(sa.Column('words', sa.Text(), nullable=False, server_default=''))

    with op.batch_alter_table('webinar', schema=None) as batch_op:
        batch_op.drop_column('moved_at')
