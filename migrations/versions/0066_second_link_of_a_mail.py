"""A mail may carry a second link: a decision's letter and the award's status page in one."""

import sqlalchemy as sa
from alembic import op

revision = '0066'
down_revision = '0065'
KEY = 'fk_outbox_second_link_id_one_time_link'


def upgrade() -> None:
    with op.batch_alter_table(
        'outbox', schema=None, table_kwargs={'sqlite_autoincrement': True}
    ) as batch_op:
        batch_op.add_column(sa.Column('second_link_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f(KEY), 'one_time_link', ['second_link_id'], ['id'], ondelete='SET NULL'
        )


def downgrade() -> None:
    with op.batch_alter_table(
        'outbox', schema=None, table_kwargs={'sqlite_autoincrement': True}
    ) as batch_op:
        batch_op.drop_constraint(batch_op.f(KEY), type_='foreignkey')
        batch_op.drop_column('second_link_id')
