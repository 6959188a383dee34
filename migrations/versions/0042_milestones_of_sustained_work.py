"""Milestones of sustained work as dated rules, and what was seen that proves them."""

import sqlalchemy as sa
from alembic import op

revision = '0042'
down_revision = '0041'


def upgrade() -> None:
    op.create_table('outcome_rule',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('label', sa.Text(), nullable=False),
    sa.Column('programme', sa.Text(), nullable=False),
    sa.Column('pathway', sa.Text(), nullable=False),
    sa.Column('cohort', sa.Text(), nullable=False),
    sa.Column('basis', sa.String(length=60), nullable=False),
    sa.Column('hours_per_week', sa.Text(), nullable=True),
    sa.Column('weeks', sa.Integer(), nullable=False),
    sa.Column('rate_basis', sa.String(length=60), nullable=True),
    sa.Column('fixed_amount', sa.BigInteger(), nullable=True),
    sa.Column('window_weeks', sa.Integer(), nullable=True),
    sa.Column('gap_days', sa.Integer(), nullable=False),
    sa.Column('evidence', sa.Text(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outcome_rule')),
    sa.UniqueConstraint('code', 'programme', 'pathway', 'cohort', 'valid_from', name=op.f('uq_outcome_rule_code_programme_pathway_cohort_valid_from')),
    sqlite_autoincrement=True
    )
    op.create_table('work_evidence',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('employer_id', sa.Integer(), nullable=False),
    sa.Column('placement_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('shows_on', sa.Date(), nullable=False),
    sa.Column('seen_on', sa.Date(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('file_id', sa.Integer(), nullable=True),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_work_evidence_by_id_person')),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_work_evidence_employer_id_employer')),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_work_evidence_file_id_stored_file')),
    sa.ForeignKeyConstraint(['placement_id'], ['placement.id'], name=op.f('fk_work_evidence_placement_id_placement')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_work_evidence')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('work_evidence', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_work_evidence_employer_id'), ['employer_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_work_evidence_file_id'), ['file_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_work_evidence_placement_id'), ['placement_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('work_evidence', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_work_evidence_placement_id'))
        batch_op.drop_index(batch_op.f('ix_work_evidence_file_id'))
        batch_op.drop_index(batch_op.f('ix_work_evidence_employer_id'))

    op.drop_table('work_evidence')
    op.drop_table('outcome_rule')
