"""Profiles of people looking for work, the words they are told with, and matches set aside."""

import sqlalchemy as sa
from alembic import op

revision = '0031'
down_revision = '0030'


def upgrade() -> None:
    op.create_table('work_word',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=60), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('label', sa.Text(), nullable=False),
    sa.Column('finds', sa.Text(), nullable=False),
    sa.Column('soc', sa.Text(), nullable=False),
    sa.Column('offered', sa.Boolean(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_work_word')),
    sa.UniqueConstraint('code', name=op.f('uq_work_word_code')),
    sqlite_autoincrement=True
    )
    op.create_table('work_profile',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('participant_ref', sa.Text(), nullable=False),
    sa.Column('pathway', sa.String(length=60), nullable=False),
    sa.Column('state', sa.String(length=60), nullable=False),
    sa.Column('home', sa.Text(), nullable=False),
    sa.Column('travel_most', sa.Integer(), nullable=True),
    sa.Column('travel_unit', sa.String(length=60), nullable=False),
    sa.Column('travel_by', sa.Text(), nullable=False),
    sa.Column('days', sa.Text(), nullable=False),
    sa.Column('earliest_at', sa.Text(), nullable=False),
    sa.Column('latest_at', sa.Text(), nullable=False),
    sa.Column('hours_from', sa.Text(), nullable=True),
    sa.Column('hours_to', sa.Text(), nullable=True),
    sa.Column('sorts_wanted', sa.Text(), nullable=False),
    sa.Column('sorts_unwanted', sa.Text(), nullable=False),
    sa.Column('tasks_want', sa.Text(), nullable=False),
    sa.Column('tasks_can', sa.Text(), nullable=False),
    sa.Column('tasks_cannot', sa.Text(), nullable=False),
    sa.Column('support', sa.Text(), nullable=False),
    sa.Column('coach_hours', sa.Text(), nullable=True),
    sa.Column('contracts', sa.Text(), nullable=False),
    sa.Column('min_hourly', sa.BigInteger(), nullable=True),
    sa.Column('earnings_limit', sa.BigInteger(), nullable=True),
    sa.Column('hours_limit', sa.Text(), nullable=True),
    sa.Column('notes', sa.Text(), nullable=False),
    sa.Column('entered_by_id', sa.Integer(), nullable=True),
    sa.Column('changed_on', sa.Date(), nullable=False),
    sa.Column('made_up', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['entered_by_id'], ['person.id'], name=op.f('fk_work_profile_entered_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_work_profile')),
    sa.UniqueConstraint('participant_ref', name=op.f('uq_work_profile_participant_ref')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('work_profile', schema=None) as batch_op:
        batch_op.create_index('ix_work_profile_changed', ['changed_on', 'id'], unique=False)
        batch_op.create_index('ix_work_profile_state', ['state', 'id'], unique=False)

    op.create_table('passed_match',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('profile_id', sa.Integer(), nullable=False),
    sa.Column('vacancy_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_passed_match_by_id_person')),
    sa.ForeignKeyConstraint(['profile_id'], ['work_profile.id'], name=op.f('fk_passed_match_profile_id_work_profile')),
    sa.ForeignKeyConstraint(['vacancy_id'], ['vacancy.id'], name=op.f('fk_passed_match_vacancy_id_vacancy')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_passed_match')),
    sa.UniqueConstraint('profile_id', 'vacancy_id', name=op.f('uq_passed_match_profile_id_vacancy_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('passed_match', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_passed_match_vacancy_id'), ['vacancy_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('passed_match', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_passed_match_vacancy_id'))

    op.drop_table('passed_match')
    with op.batch_alter_table('work_profile', schema=None) as batch_op:
        batch_op.drop_index('ix_work_profile_state')
        batch_op.drop_index('ix_work_profile_changed')

    op.drop_table('work_profile')
    op.drop_table('work_word')
