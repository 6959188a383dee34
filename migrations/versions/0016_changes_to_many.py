"""Changes to many employers: what was chosen, how far each is, what was refused."""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'


def upgrade() -> None:
    op.create_table('bulk_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('act', sa.Text(), nullable=False),
    sa.Column('told', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('listed', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=60), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('operation_id', sa.Integer(), nullable=True),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('refused', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('chosen', sa.JSON(none_as_null=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_bulk_change_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bulk_change')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('bulk_change', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_bulk_change_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_bulk_change_state'), ['state'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('bulk_change', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_bulk_change_state'))
        batch_op.drop_index(batch_op.f('ix_bulk_change_person_id'))

    op.drop_table('bulk_change')
