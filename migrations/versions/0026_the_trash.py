"""The trash: notes of what was thrown away, and for how many days it lies there."""

import sqlalchemy as sa
from alembic import op

revision = '0026'
down_revision = '0025'


def upgrade() -> None:
    op.create_table('trash_days',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_trash_days')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('trash_days', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_trash_days_from_on'), ['from_on'], unique=False)

    op.create_table('trashed',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('row_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('counts', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('beside', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('operation_id', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('erase_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_trashed_by_id_person')),
    sa.ForeignKeyConstraint(['operation_id'], ['operation.id'], name=op.f('fk_trashed_operation_id_operation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_trashed')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('trashed', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_trashed_erase_on'), ['erase_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_trashed_operation_id'), ['operation_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('trashed', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_trashed_operation_id'))
        batch_op.drop_index(batch_op.f('ix_trashed_erase_on'))

    op.drop_table('trashed')
    with op.batch_alter_table('trash_days', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_trash_days_from_on'))

    op.drop_table('trash_days')
