"""Which gates opened a review of an award, and which levels are renewed only after something new."""

import sqlalchemy as sa
from alembic import op

revision = '0057'
down_revision = '0056'


def upgrade() -> None:
    op.add_column('award', sa.Column('review_gates', sa.Text(), server_default='', nullable=False))
    op.add_column('award_terms', sa.Column('fresh_levels', sa.JSON(none_as_null=True), server_default='[]', nullable=False))
    op.execute("UPDATE award_terms SET fresh_levels = '[\"bronze\"]'")


def downgrade() -> None:
    op.drop_column('award_terms', 'fresh_levels')
    op.drop_column('award', 'review_gates')
