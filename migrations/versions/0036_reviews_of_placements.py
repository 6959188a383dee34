"""Reviews of placements, what was worked out of each, and what limits may count."""

import sqlalchemy as sa
from alembic import op

revision = '0036'
down_revision = '0035'


def upgrade() -> None:
    op.create_table('placement_review',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('employer_id', sa.Integer(), nullable=False),
    sa.Column('placement_id', sa.Integer(), nullable=False),
    sa.Column('activity_id', sa.Integer(), nullable=True),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('kind', sa.String(length=60), nullable=False),
    sa.Column('whom', sa.String(length=60), nullable=False),
    sa.Column('outcome', sa.String(length=60), nullable=False),
    sa.Column('going', sa.String(length=60), nullable=True),
    sa.Column('hours_worked', sa.Text(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_placement_review_activity_id_activity')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_placement_review_by_id_person')),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_placement_review_employer_id_employer')),
    sa.ForeignKeyConstraint(['placement_id'], ['placement.id'], name=op.f('fk_placement_review_placement_id_placement')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_placement_review')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('placement_review', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_placement_review_activity_id'), ['activity_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_placement_review_employer_id'), ['employer_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_placement_review_placement_id'), ['placement_id'], unique=False)

    op.create_table('placement_standing',
    sa.Column('placement_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('risks', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('at_risk', sa.Boolean(), nullable=False),
    sa.Column('mark', sa.Text(), nullable=False),
    sa.Column('mark_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['placement_id'], ['placement.id'], name=op.f('fk_placement_standing_placement_id_placement'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('placement_id', name=op.f('pk_placement_standing'))
    )
    with op.batch_alter_table('placement_standing', schema=None) as batch_op:
        batch_op.create_index('ix_placement_standing_mark', ['mark_on', 'placement_id'], unique=False)
        batch_op.create_index('ix_placement_standing_risk', ['at_risk', 'placement_id'], unique=False)

    rebuilt = {'sqlite_autoincrement': True}
    with op.batch_alter_table('placement', schema=None, table_kwargs=rebuilt) as batch_op:
        batch_op.add_column(sa.Column('planned_end_on', sa.Date(), nullable=True))
        for name in ('on_programme', 'limits_apply', 'supervised'):
            batch_op.add_column(sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table('placement', schema=None, table_kwargs=rebuilt) as batch_op:
        for name in ('on_programme', 'limits_apply', 'supervised'):
            batch_op.alter_column(name, server_default=None)



def downgrade() -> None:
    with op.batch_alter_table('placement', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_column('supervised')
        batch_op.drop_column('limits_apply')
        batch_op.drop_column('on_programme')
        batch_op.drop_column('planned_end_on')

    with op.batch_alter_table('placement_standing', schema=None) as batch_op:
        batch_op.drop_index('ix_placement_standing_risk')
        batch_op.drop_index('ix_placement_standing_mark')

    op.drop_table('placement_standing')
    with op.batch_alter_table('placement_review', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_placement_review_placement_id'))
        batch_op.drop_index(batch_op.f('ix_placement_review_employer_id'))
        batch_op.drop_index(batch_op.f('ix_placement_review_activity_id'))

    op.drop_table('placement_review')
