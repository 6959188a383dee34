"""Which files a fair pay check was made from."""

import sqlalchemy as sa
from alembic import op

revision = '0025'
down_revision = '0024'


def upgrade() -> None:
    op.create_table('parity_check_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('check_id', sa.Integer(), nullable=False),
    sa.Column('file_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['check_id'], ['parity_check.id'], name=op.f('fk_parity_check_file_check_id_parity_check'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_parity_check_file_file_id_stored_file')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_parity_check_file')),
    sa.UniqueConstraint('check_id', 'file_id', name=op.f('uq_parity_check_file_check_id_file_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('parity_check_file', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_parity_check_file_file_id'), ['file_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('parity_check_file', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_parity_check_file_file_id'))

    op.drop_table('parity_check_file')
