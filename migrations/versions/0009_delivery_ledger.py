"""The delivery ledger: each follow-up that came due, once for its day."""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'


def upgrade() -> None:
    op.create_table('reminder',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('follow_up_id', sa.Integer(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=False),
    sa.Column('mail_id', sa.Integer(), nullable=True),
    sa.Column('suppressed', sa.Text(), nullable=False),
    sa.Column('noticed_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['follow_up_id'], ['follow_up.id'], name=op.f('fk_reminder_follow_up_id_follow_up'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['mail_id'], ['outbox.id'], name=op.f('fk_reminder_mail_id_outbox')),
    sa.ForeignKeyConstraint(['owner_id'], ['person.id'], name=op.f('fk_reminder_owner_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reminder')),
    sa.UniqueConstraint('follow_up_id', 'due_on', name=op.f('uq_reminder_follow_up_id_due_on')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('reminder', schema=None) as batch_op:
        batch_op.create_index('ix_reminder_due', ['due_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_reminder_mail_id'), ['mail_id'], unique=False)

    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.create_index('ix_outbox_posted', ['posted_at'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.drop_index('ix_outbox_posted')

    with op.batch_alter_table('reminder', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_reminder_mail_id'))
        batch_op.drop_index('ix_reminder_due')

    op.drop_table('reminder')
