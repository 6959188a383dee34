"""Calendar feeds by a secret address."""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'


def upgrade() -> None:
    op.create_table('calendar_feed',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('salt', sa.Text(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('with_names', sa.Boolean(), nullable=False),
    sa.Column('rhythms', sa.Boolean(), nullable=False),
    sa.Column('waiting', sa.Boolean(), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_calendar_feed_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_feed')),
    sa.UniqueConstraint('digest', name=op.f('uq_calendar_feed_digest')),
    sa.UniqueConstraint('person_id', name=op.f('uq_calendar_feed_person_id')),
    sqlite_autoincrement=True
    )


def downgrade() -> None:
    op.drop_table('calendar_feed')
