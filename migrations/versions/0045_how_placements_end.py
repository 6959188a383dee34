"""Why placements ended, and what the employer said then."""

import sqlalchemy as sa
from alembic import op

revision = '0045'
down_revision = '0044'


def upgrade() -> None:
    op.create_table('exit_talk',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('employer_id', sa.Integer(), nullable=False),
    sa.Column('placement_id', sa.Integer(), nullable=False),
    sa.Column('activity_id', sa.Integer(), nullable=True),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('again', sa.String(length=60), nullable=False),
    sa.Column('helped', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_exit_talk_activity_id_activity')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_exit_talk_by_id_person')),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_exit_talk_employer_id_employer')),
    sa.ForeignKeyConstraint(['placement_id'], ['placement.id'], name=op.f('fk_exit_talk_placement_id_placement')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exit_talk')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('exit_talk', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_exit_talk_activity_id'), ['activity_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_exit_talk_employer_id'), ['employer_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_exit_talk_placement_id'), ['placement_id'], unique=False)

    with op.batch_alter_table('placement', schema=None) as batch_op:
        batch_op.add_column(sa.Column('end_code', sa.String(length=60), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('placement', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_column('end_code')

    with op.batch_alter_table('exit_talk', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_exit_talk_placement_id'))
        batch_op.drop_index(batch_op.f('ix_exit_talk_employer_id'))
        batch_op.drop_index(batch_op.f('ix_exit_talk_activity_id'))

    op.drop_table('exit_talk')
