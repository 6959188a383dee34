"""Vacancies: occupation, days and times, hours, transport, carving, agreement to publish."""

import sqlalchemy as sa
from alembic import op

revision = '0028'
down_revision = '0027'

TEXTS = (
    'soc_code', 'weekdays', 'starts_at', 'ends_at', 'transport', 'post_title', 'post_tasks',
    'post_taken', 'check_note', 'public_who',
)


def upgrade() -> None:
    op.create_table(
        'soc_code',
        sa.Column('code', sa.Text(), nullable=False),
        sa.Column('title', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('code', name=op.f('pk_soc_code')),
    )
    with op.batch_alter_table('vacancy', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        for name in TEXTS:
            batch_op.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('hours_from', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('hours_to', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('public_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('public_by_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('reminded_of', sa.Date(), nullable=True))
        batch_op.create_index('ix_vacancy_closes', ['closes_on', 'state'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_vacancy_public_by_id_person'), 'person', ['public_by_id'], ['id'])
    with op.batch_alter_table('vacancy', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        for name in TEXTS:
            batch_op.alter_column(name, existing_type=sa.Text(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('vacancy', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_vacancy_public_by_id_person'), type_='foreignkey')
        batch_op.drop_index('ix_vacancy_closes')
        for name in ('reminded_of', 'public_by_id', 'public_on', 'hours_to', 'hours_from', *reversed(TEXTS)):
            batch_op.drop_column(name)
    op.drop_table('soc_code')
