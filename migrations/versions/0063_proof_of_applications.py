"""Proof of applications, what they say of our records, and how contradictions were settled."""

import sqlalchemy as sa
from alembic import op

revision = '0063'
down_revision = '0062'


def upgrade() -> None:
    op.create_table('application_proof',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('criterion', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_application_proof_application_id_application'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_application_proof')),
    sa.UniqueConstraint('application_id', 'criterion', name=op.f('uq_application_proof_application_id_criterion')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('application_proof', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_application_proof_application_id'), ['application_id'], unique=False)

    with op.batch_alter_table('application', schema=None) as batch_op:
        batch_op.add_column(sa.Column('records_right', sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column('records_words', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('settled', sa.JSON(none_as_null=True), server_default='{}', nullable=False))



def downgrade() -> None:
    op.drop_column('application', 'settled')
    op.drop_column('application', 'records_words')
    op.drop_column('application', 'records_right')

    with op.batch_alter_table('application_proof', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_application_proof_application_id'))

    op.drop_table('application_proof')
