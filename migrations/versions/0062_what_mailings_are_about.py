"""What a mailing is about."""

import sqlalchemy as sa
from alembic import op

revision = '0062'
down_revision = '0061'


def upgrade() -> None:
    with op.batch_alter_table('mailing', schema=None) as batch_op:
        batch_op.add_column(sa.Column('about', sa.Text(), server_default='', nullable=False))
        batch_op.create_index(batch_op.f('ix_mailing_about'), ['about'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('mailing', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_mailing_about'))
        batch_op.drop_column('about')
