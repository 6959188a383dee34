"""How often an employer's people booked webinars, on its standing."""

import sqlalchemy as sa
from alembic import op

revision = '0060'
down_revision = '0059'


def upgrade() -> None:
    with op.batch_alter_table('employer_standing', schema=None) as batch_op:
        batch_op.add_column(sa.Column('webinars', sa.Integer(), server_default='0', nullable=False))



def downgrade() -> None:
    with op.batch_alter_table('employer_standing', schema=None) as batch_op:
        batch_op.drop_column('webinars')

