"""What is asked for by a link may be said in the asker's own words."""

import sqlalchemy as sa
from alembic import op

revision = '0065'
down_revision = '0064'


def upgrade() -> None:
    with op.batch_alter_table(
        'evidence_request', schema=None, table_kwargs={'sqlite_autoincrement': True}
    ) as batch_op:
        batch_op.add_column(sa.Column('words', sa.Text(), server_default='', nullable=False))


def downgrade() -> None:
    with op.batch_alter_table(
        'evidence_request', schema=None, table_kwargs={'sqlite_autoincrement': True}
    ) as batch_op:
        batch_op.drop_column('words')
