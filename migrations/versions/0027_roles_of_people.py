"""The same person in a role at another employer."""

import sqlalchemy as sa
from alembic import op

revision = '0027'
down_revision = '0026'


def upgrade() -> None:
    with op.batch_alter_table('contact', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.add_column(sa.Column('came_from_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_contact_came_from_id'), ['came_from_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_contact_came_from_id_contact'), 'contact', ['came_from_id'], ['id'])


def downgrade() -> None:
    with op.batch_alter_table('contact', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_contact_came_from_id_contact'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_contact_came_from_id'))
        batch_op.drop_column('came_from_id')
