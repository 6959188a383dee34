"""Things kept on top of a timeline."""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'


def upgrade() -> None:
    op.create_table('timeline_pin',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('employer_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('row_id', sa.Integer(), nullable=False),
    sa.Column('pinned_by_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_timeline_pin_employer_id_employer'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['pinned_by_id'], ['person.id'], name=op.f('fk_timeline_pin_pinned_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_timeline_pin')),
    sa.UniqueConstraint('employer_id', 'kind', 'row_id', name=op.f('uq_timeline_pin_employer_id_kind_row_id')),
    sqlite_autoincrement=True
    )


def downgrade() -> None:
    op.drop_table('timeline_pin')
