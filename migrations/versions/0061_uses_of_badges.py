"""How often badges are checked and taken, by day and kind."""

import sqlalchemy as sa
from alembic import op

revision = '0061'
down_revision = '0060'


def upgrade() -> None:
    op.create_table('badge_use',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('badge_id', sa.Integer(), nullable=False),
    sa.Column('used_on', sa.Date(), nullable=False),
    sa.Column('what', sa.String(length=60), nullable=False),
    sa.Column('times', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['badge_id'], ['badge.id'], name=op.f('fk_badge_use_badge_id_badge')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_badge_use')),
    sa.UniqueConstraint('badge_id', 'used_on', 'what', name=op.f('uq_badge_use_badge_id_used_on_what')),
    sqlite_autoincrement=True
    )


def downgrade() -> None:
    op.drop_table('badge_use')
