"""Runs of a what-if: who would move between two versions of the scheme."""

import sqlalchemy as sa
from alembic import op

revision = '0035'
down_revision = '0034'


def upgrade() -> None:
    op.create_table('whatif_run',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('base', sa.Text(), nullable=False),
    sa.Column('document', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('scored_for', sa.Date(), nullable=False),
    sa.Column('state', sa.String(length=60), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(), nullable=False),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('last_id', sa.Integer(), nullable=False),
    sa.Column('found', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('moves', sa.JSON(none_as_null=True), nullable=False),
    sa.ForeignKeyConstraint(['asked_by_id'], ['person.id'], name=op.f('fk_whatif_run_asked_by_id_person')),
    sa.ForeignKeyConstraint(['version_id'], ['scheme_version.id'], name=op.f('fk_whatif_run_version_id_scheme_version'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_whatif_run')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('whatif_run', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_whatif_run_asked_by_id'), ['asked_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_whatif_run_state'), ['state'], unique=False)
        batch_op.create_index(batch_op.f('ix_whatif_run_version_id'), ['version_id'], unique=False)


def downgrade() -> None:
    op.drop_table('whatif_run')
