"""How people like the pages: single keys switched off, more space between rows."""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'


def upgrade() -> None:
    op.add_column('person', sa.Column('keys_off', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('person', sa.Column('roomy', sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column('person', 'roomy')
    op.drop_column('person', 'keys_off')
