"""Badges are put under review, and take the place of earlier ones."""

import sqlalchemy as sa
from alembic import op

revision = '0050'
down_revision = '0049'


def upgrade() -> None:
    with op.batch_alter_table('badge', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.add_column(sa.Column('held_since', sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column('held_words', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('replaces_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_badge_replaces_id'), ['replaces_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_badge_replaces_id_badge'), 'badge', ['replaces_id'], ['id'])


def downgrade() -> None:
    with op.batch_alter_table('badge', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_badge_replaces_id_badge'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_badge_replaces_id'))
        batch_op.drop_column('replaces_id')
        batch_op.drop_column('held_words')
        batch_op.drop_column('held_since')
