"""How often to be in touch: an employer's own rhythm, and the day it gives."""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'


def upgrade() -> None:
    op.create_table('employer_cadence',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('employer_id', sa.Integer(), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('unit', sa.String(length=60), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('set_at', sa.DateTime(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_employer_cadence_employer_id_employer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_employer_cadence')),
    sa.UniqueConstraint('employer_id', name=op.f('uq_employer_cadence_employer_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('employer_standing', schema=None) as batch_op:
        batch_op.add_column(
            sa.Column('next_by_rhythm', sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table('employer_standing', schema=None) as batch_op:
        batch_op.alter_column('next_by_rhythm', server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('employer_standing', schema=None) as batch_op:
        batch_op.drop_column('next_by_rhythm')

    op.drop_table('employer_cadence')