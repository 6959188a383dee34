"""Reviews that businesses ask for, and what a badge says meanwhile."""

import sqlalchemy as sa
from alembic import op

revision = '0064'
down_revision = '0063'


def upgrade() -> None:
    op.create_table('appeal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('employer_id', sa.Integer(), nullable=False),
    sa.Column('about', sa.String(length=60), nullable=False),
    sa.Column('decision_id', sa.Integer(), nullable=True),
    sa.Column('event_id', sa.Integer(), nullable=True),
    sa.Column('award_id', sa.Integer(), nullable=True),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('asked_at', sa.DateTime(), nullable=False),
    sa.Column('asked_until', sa.Date(), nullable=False),
    sa.Column('answer_by', sa.Date(), nullable=False),
    sa.Column('assessor_id', sa.Integer(), nullable=True),
    sa.Column('second_id', sa.Integer(), nullable=True),
    sa.Column('approver_id', sa.Integer(), nullable=True),
    sa.Column('mover_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=60), nullable=False),
    sa.Column('reviewer_id', sa.Integer(), nullable=True),
    sa.Column('taken_at', sa.DateTime(), nullable=True),
    sa.Column('outcome', sa.String(length=60), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('private', sa.Text(), nullable=False),
    sa.Column('answered_at', sa.DateTime(), nullable=True),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.Column('held_badge', sa.Boolean(), nullable=False),
    sa.Column('made_up', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(state = 'answered') = (answered_by_id IS NOT NULL) AND (state = 'answered') = (outcome IS NOT NULL)", name=op.f('ck_appeal_answered_whole')),
    sa.CheckConstraint('answered_by_id IS NULL OR ((assessor_id IS NULL OR answered_by_id <> assessor_id) AND (second_id IS NULL OR answered_by_id <> second_id) AND (approver_id IS NULL OR answered_by_id <> approver_id) AND (mover_id IS NULL OR answered_by_id <> mover_id))', name=op.f('ck_appeal_other_eyes')),
    sa.ForeignKeyConstraint(['answered_by_id'], ['person.id'], name=op.f('fk_appeal_answered_by_id_person')),
    sa.ForeignKeyConstraint(['approver_id'], ['person.id'], name=op.f('fk_appeal_approver_id_person')),
    sa.ForeignKeyConstraint(['assessor_id'], ['person.id'], name=op.f('fk_appeal_assessor_id_person')),
    sa.ForeignKeyConstraint(['award_id'], ['award.id'], name=op.f('fk_appeal_award_id_award')),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_appeal_contact_id_contact'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['decision_id'], ['decision.id'], name=op.f('fk_appeal_decision_id_decision')),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_appeal_employer_id_employer')),
    sa.ForeignKeyConstraint(['event_id'], ['award_event.id'], name=op.f('fk_appeal_event_id_award_event')),
    sa.ForeignKeyConstraint(['mover_id'], ['person.id'], name=op.f('fk_appeal_mover_id_person')),
    sa.ForeignKeyConstraint(['reviewer_id'], ['person.id'], name=op.f('fk_appeal_reviewer_id_person')),
    sa.ForeignKeyConstraint(['second_id'], ['person.id'], name=op.f('fk_appeal_second_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_appeal')),
    sa.UniqueConstraint('decision_id', name=op.f('uq_appeal_decision_id')),
    sa.UniqueConstraint('event_id', name=op.f('uq_appeal_event_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('appeal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_appeal_answered_by_id'), ['answered_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_appeal_approver_id'), ['approver_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_appeal_assessor_id'), ['assessor_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_appeal_award_id'), ['award_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_appeal_contact_id'), ['contact_id'], unique=False)
        batch_op.create_index('ix_appeal_employer', ['employer_id', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_appeal_mover_id'), ['mover_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_appeal_reviewer_id'), ['reviewer_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_appeal_second_id'), ['second_id'], unique=False)
        batch_op.create_index('ix_appeal_state', ['state', 'answer_by', 'id'], unique=False)

    op.add_column(
        'award_terms',
        sa.Column('appeal_holds', sa.Boolean(), server_default=sa.false(), nullable=False),
    )



def downgrade() -> None:
    op.drop_column('award_terms', 'appeal_holds')

    with op.batch_alter_table('appeal', schema=None) as batch_op:
        batch_op.drop_index('ix_appeal_state')
        batch_op.drop_index(batch_op.f('ix_appeal_second_id'))
        batch_op.drop_index(batch_op.f('ix_appeal_reviewer_id'))
        batch_op.drop_index(batch_op.f('ix_appeal_mover_id'))
        batch_op.drop_index('ix_appeal_employer')
        batch_op.drop_index(batch_op.f('ix_appeal_contact_id'))
        batch_op.drop_index(batch_op.f('ix_appeal_award_id'))
        batch_op.drop_index(batch_op.f('ix_appeal_assessor_id'))
        batch_op.drop_index(batch_op.f('ix_appeal_approver_id'))
        batch_op.drop_index(batch_op.f('ix_appeal_answered_by_id'))

    op.drop_table('appeal')
