"""What employers pay for their grades, as dated tables."""

import sqlalchemy as sa
from alembic import op

revision = '0043'
down_revision = '0042'


def upgrade() -> None:
    op.create_table(
        'grade_table',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('employer_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('valid_from', sa.Date(), nullable=False),
        sa.Column('valid_until', sa.Date(), nullable=True),
        sa.Column('source', sa.Text(), nullable=False),
        sa.Column('status', sa.Text(), nullable=False),
        sa.Column('made_up', sa.Boolean(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_grade_table_employer_id_employer')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_grade_table')),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table('grade_table', schema=None) as batch_op:
        batch_op.create_index('ix_grade_table_employer', ['employer_id', 'valid_from', 'id'], unique=False)
    op.create_table(
        'grade_line',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('table_id', sa.Integer(), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('grade', sa.Text(), nullable=False),
        sa.Column('point', sa.Text(), nullable=False),
        sa.Column('amount', sa.BigInteger(), nullable=False),
        sa.Column('basis', sa.String(length=60), nullable=False),
        sa.Column('hours', sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(['table_id'], ['grade_table.id'], name=op.f('fk_grade_line_table_id_grade_table'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_grade_line')),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table('grade_line', schema=None) as batch_op:
        batch_op.create_index('ix_grade_line_table', ['table_id', 'position'], unique=False)


def downgrade() -> None:
    op.drop_table('grade_line')
    op.drop_table('grade_table')
