"""Sequences of follow-ups, and follow-ups that wait on others."""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'


def upgrade() -> None:
    op.create_table('sequence_run',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('employer_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('anchor_on', sa.Date(), nullable=False),
    sa.Column('started_by_id', sa.Integer(), nullable=False),
    sa.Column('started_at', sa.DateTime(), nullable=False),
    sa.Column('stopped_at', sa.DateTime(), nullable=True),
    sa.Column('stopped_why', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_sequence_run_employer_id_employer')),
    sa.ForeignKeyConstraint(['started_by_id'], ['person.id'], name=op.f('fk_sequence_run_started_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sequence_run')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('sequence_run', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sequence_run_employer_id'), ['employer_id'], unique=False)

    with op.batch_alter_table('follow_up', table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.add_column(sa.Column('run_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('waiting_for', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('waiting_on_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('nudges', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('nudged_at', sa.DateTime(), nullable=True))
        batch_op.create_index(batch_op.f('ix_follow_up_run_id'), ['run_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_follow_up_waiting_on_id_person'), 'person', ['waiting_on_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_follow_up_run_id_sequence_run'), 'sequence_run', ['run_id'], ['id'])
    with op.batch_alter_table('follow_up', table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.alter_column('waiting_for', server_default=None)
        batch_op.alter_column('nudges', server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('follow_up', table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_follow_up_run_id_sequence_run'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_follow_up_waiting_on_id_person'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_follow_up_run_id'))
        batch_op.drop_column('nudged_at')
        batch_op.drop_column('nudges')
        batch_op.drop_column('waiting_on_id')
        batch_op.drop_column('waiting_for')
        batch_op.drop_column('run_id')

    with op.batch_alter_table('sequence_run', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sequence_run_employer_id'))

    op.drop_table('sequence_run')