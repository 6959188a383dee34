"""Employers kept twice: the queue, what was judged, merges, and the weights of the rules."""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'


def upgrade() -> None:
    op.create_table('likeness_rules',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('points', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('threshold', sa.Integer(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_likeness_rules')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('likeness_rules', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_likeness_rules_from_on'), ['from_on'], unique=False)

    op.create_table('employer_merge',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('gone_id', sa.Integer(), nullable=False),
    sa.Column('gone_name', sa.Text(), nullable=False),
    sa.Column('survivor_id', sa.Integer(), nullable=False),
    sa.Column('person_name', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('carried', sa.JSON(none_as_null=True), nullable=False),
    sa.ForeignKeyConstraint(['survivor_id'], ['employer.id'], name=op.f('fk_employer_merge_survivor_id_employer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_employer_merge')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('employer_merge', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_employer_merge_gone_id'), ['gone_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_employer_merge_survivor_id'), ['survivor_id'], unique=False)

    op.create_table('likely_pair',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('one_id', sa.Integer(), nullable=False),
    sa.Column('other_id', sa.Integer(), nullable=False),
    sa.Column('points', sa.Integer(), nullable=False),
    sa.Column('reasons', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('found_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['one_id'], ['employer.id'], name=op.f('fk_likely_pair_one_id_employer'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['other_id'], ['employer.id'], name=op.f('fk_likely_pair_other_id_employer'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_likely_pair')),
    sa.UniqueConstraint('one_id', 'other_id', name=op.f('uq_likely_pair_one_id_other_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('likely_pair', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_likely_pair_other_id'), ['other_id'], unique=False)
        batch_op.create_index('ix_likely_pair_points', ['points', 'id'], unique=False)

    op.create_table('not_the_same',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('one_id', sa.Integer(), nullable=False),
    sa.Column('other_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('person_name', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['one_id'], ['employer.id'], name=op.f('fk_not_the_same_one_id_employer')),
    sa.ForeignKeyConstraint(['other_id'], ['employer.id'], name=op.f('fk_not_the_same_other_id_employer')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_not_the_same_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_not_the_same')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('not_the_same', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_not_the_same_one_id'), ['one_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_not_the_same_other_id'), ['other_id'], unique=False)

    with op.batch_alter_table('employer', schema=None) as batch_op:
        batch_op.add_column(sa.Column('other_names', sa.Text(), server_default='', nullable=False))



def downgrade() -> None:
    with op.batch_alter_table('employer', schema=None) as batch_op:
        batch_op.drop_column('other_names')

    with op.batch_alter_table('not_the_same', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_not_the_same_other_id'))
        batch_op.drop_index(batch_op.f('ix_not_the_same_one_id'))

    op.drop_table('not_the_same')
    with op.batch_alter_table('likely_pair', schema=None) as batch_op:
        batch_op.drop_index('ix_likely_pair_points')
        batch_op.drop_index(batch_op.f('ix_likely_pair_other_id'))

    op.drop_table('likely_pair')
    with op.batch_alter_table('employer_merge', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_employer_merge_survivor_id'))
        batch_op.drop_index(batch_op.f('ix_employer_merge_gone_id'))

    op.drop_table('employer_merge')
    with op.batch_alter_table('likeness_rules', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_likeness_rules_from_on'))

    op.drop_table('likeness_rules')
