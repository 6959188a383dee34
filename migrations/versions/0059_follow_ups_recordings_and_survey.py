"""Follow-up plans that were applied, recordings, and the survey after webinars."""

import sqlalchemy as sa
from alembic import op

revision = '0059'
down_revision = '0058'


def upgrade() -> None:
    op.create_table('survey_question',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('retired_at', sa.DateTime(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_question')),
    sqlite_autoincrement=True
    )
    op.create_table('survey_turn',
    sa.Column('link_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['link_id'], ['one_time_link.id'], name=op.f('fk_survey_turn_link_id_one_time_link'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('link_id', name=op.f('pk_survey_turn'))
    )
    op.create_table('applied_plans',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('webinar_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('employers', sa.Integer(), nullable=False),
    sa.Column('mails', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_applied_plans_by_id_person')),
    sa.ForeignKeyConstraint(['webinar_id'], ['webinar.id'], name=op.f('fk_applied_plans_webinar_id_webinar')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_applied_plans')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('applied_plans', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_applied_plans_webinar_id'), ['webinar_id'], unique=False)

    op.create_table('survey_tally',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('webinar_id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('answer', sa.Integer(), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['question_id'], ['survey_question.id'], name=op.f('fk_survey_tally_question_id_survey_question')),
    sa.ForeignKeyConstraint(['webinar_id'], ['webinar.id'], name=op.f('fk_survey_tally_webinar_id_webinar')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_tally')),
    sa.UniqueConstraint('webinar_id', 'question_id', 'answer', name=op.f('uq_survey_tally_webinar_id_question_id_answer')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('survey_tally', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_survey_tally_question_id'), ['question_id'], unique=False)

    op.create_table('webinar_recording',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('webinar_id', sa.Integer(), nullable=False),
    sa.Column('url', sa.Text(), nullable=False),
    sa.Column('captions', sa.Text(), nullable=False),
    sa.Column('until', sa.Date(), nullable=False),
    sa.Column('set_by_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['set_by_id'], ['person.id'], name=op.f('fk_webinar_recording_set_by_id_person')),
    sa.ForeignKeyConstraint(['webinar_id'], ['webinar.id'], name=op.f('fk_webinar_recording_webinar_id_webinar')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_webinar_recording')),
    sa.UniqueConstraint('webinar_id', name=op.f('uq_webinar_recording_webinar_id')),
    sqlite_autoincrement=True
    )


def downgrade() -> None:
    op.drop_table('webinar_recording')
    with op.batch_alter_table('survey_tally', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_survey_tally_question_id'))

    op.drop_table('survey_tally')
    with op.batch_alter_table('applied_plans', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_applied_plans_webinar_id'))

    op.drop_table('applied_plans')
    op.drop_table('survey_turn')
    op.drop_table('survey_question')
