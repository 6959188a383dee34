"""Every fair pay check has a second person; parts of the council and who judges them."""

import sqlalchemy as sa
from alembic import op

revision = '0034'
down_revision = '0033'

TWO_PEOPLE = (
    "review <> 'final' OR by_one OR (reviewed_by_id IS NOT NULL "
    "AND (checked_by_id IS NULL OR checked_by_id <> reviewed_by_id))"
)


def upgrade() -> None:
    autoincrement = {'sqlite_autoincrement': True}
    with op.batch_alter_table('employer', schema=None, table_kwargs=autoincrement) as batch_op:
        batch_op.add_column(sa.Column('council', sa.Boolean(), server_default=sa.text('false'), nullable=False))
    with op.batch_alter_table('person', schema=None, table_kwargs=autoincrement) as batch_op:
        batch_op.add_column(sa.Column('independent', sa.Boolean(), server_default=sa.text('false'), nullable=False))
    with op.batch_alter_table('parity_check', schema=None, table_kwargs=autoincrement) as batch_op:
        batch_op.add_column(sa.Column('reviewed_at', sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column('by_one', sa.Boolean(), server_default=sa.text('false'), nullable=False))
    checks = sa.table(
        'parity_check', sa.column('review'), sa.column('by_one', sa.Boolean()),
        sa.column('reviewed_by_id'), sa.column('checked_by_id'),
    )
    op.execute(checks.update().where(
        checks.c.review == 'final',
        sa.or_(checks.c.reviewed_by_id.is_(None), checks.c.reviewed_by_id == checks.c.checked_by_id),
    ).values(by_one=sa.true()))
    with op.batch_alter_table('parity_check', schema=None, table_kwargs=autoincrement) as batch_op:
        batch_op.create_check_constraint(op.f('ck_parity_check_two_people'), TWO_PEOPLE)


def downgrade() -> None:
    autoincrement = {'sqlite_autoincrement': True}
    with op.batch_alter_table('parity_check', schema=None, table_kwargs=autoincrement) as batch_op:
        batch_op.drop_constraint(op.f('ck_parity_check_two_people'), type_='check')
        batch_op.drop_column('by_one')
        batch_op.drop_column('reviewed_at')
    with op.batch_alter_table('person', schema=None, table_kwargs=autoincrement) as batch_op:
        batch_op.drop_column('independent')
    with op.batch_alter_table('employer', schema=None, table_kwargs=autoincrement) as batch_op:
        batch_op.drop_column('council')
