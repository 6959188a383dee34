"""Numbers of matching and where postcodes lie."""

import sqlalchemy as sa
from alembic import op

revision = '0040'
down_revision = '0039'


def upgrade() -> None:
    op.create_table('match_limit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('value', sa.Integer(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_match_limit')),
    sa.UniqueConstraint('name', 'from_on', name=op.f('uq_match_limit_name_from_on')),
    sqlite_autoincrement=True
    )
    op.create_table('postcode_point',
    sa.Column('part', sa.Text(), nullable=False),
    sa.Column('easting', sa.Integer(), nullable=False),
    sa.Column('northing', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('part', name=op.f('pk_postcode_point'))
    )


def downgrade() -> None:
    op.drop_table('postcode_point')
    op.drop_table('match_limit')
