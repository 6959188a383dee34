"""Calendar mails, what each person was told of a webinar, and reminders."""

import sqlalchemy as sa
from alembic import op

revision = '0058'
down_revision = '0057'


def upgrade() -> None:
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.add_column(sa.Column('calendar', sa.Text(), server_default='', nullable=False))

    op.create_table('calendar_letter',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('booking_id', sa.Integer(), nullable=False),
    sa.Column('told', sa.String(length=60), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=True),
    sa.Column('seen', sa.Integer(), nullable=False),
    sa.Column('told_at', sa.DateTime(), nullable=False),
    sa.Column('starts_at', sa.DateTime(), nullable=False),
    sa.Column('ends_at', sa.DateTime(), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('answered_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['booking_id'], ['booking.id'], name=op.f('fk_calendar_letter_booking_id_booking'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_letter')),
    sa.UniqueConstraint('booking_id', name=op.f('uq_calendar_letter_booking_id')),
    sqlite_autoincrement=True
    )
    op.create_table('webinar_reminder',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('booking_id', sa.Integer(), nullable=False),
    sa.Column('hours', sa.Integer(), nullable=False),
    sa.Column('starts_at', sa.DateTime(), nullable=False),
    sa.Column('posted_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['booking_id'], ['booking.id'], name=op.f('fk_webinar_reminder_booking_id_booking'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_webinar_reminder')),
    sa.UniqueConstraint('booking_id', 'hours', 'starts_at', name=op.f('uq_webinar_reminder_booking_id_hours_starts_at')),
    sqlite_autoincrement=True
    )


def downgrade() -> None:
    op.drop_table('webinar_reminder')
    op.drop_table('calendar_letter')
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.drop_column('calendar')
