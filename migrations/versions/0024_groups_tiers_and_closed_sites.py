"""Groups of employers, reasons and reviews of tiers, sites that closed."""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'


def upgrade() -> None:
    with op.batch_alter_table('employer', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.add_column(sa.Column('tier_why', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('tier_review_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('parent_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_employer_parent_id'), ['parent_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_employer_parent_id_employer'), 'employer', ['parent_id'], ['id'])
    with op.batch_alter_table('employer', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.alter_column('tier_why', existing_type=sa.Text(), server_default=None)
    with op.batch_alter_table('site', schema=None) as batch_op:
        batch_op.add_column(sa.Column('closed_on', sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('site', schema=None) as batch_op:
        batch_op.drop_column('closed_on')
    with op.batch_alter_table('employer', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_employer_parent_id_employer'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_employer_parent_id'))
        batch_op.drop_column('parent_id')
        batch_op.drop_column('tier_review_on')
        batch_op.drop_column('tier_why')
