"""Let a mailing remember the view that its readers are in."""

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'


def upgrade() -> None:
    with op.batch_alter_table('mailing', table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.add_column(sa.Column('view', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('view_name', sa.Text(), nullable=False, server_default=''))
    with op.batch_alter_table('mailing', table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.alter_column('view', server_default=None)
        batch_op.alter_column('view_name', server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('mailing', table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_column('view_name')
        batch_op.drop_column('view')
