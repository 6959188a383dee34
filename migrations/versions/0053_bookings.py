"""Bookings of webinars, what was typed before the proof, and links in invitations."""

import sqlalchemy as sa
from alembic import op

revision = '0053'
down_revision = '0052'


def upgrade() -> None:
    op.create_table('booking',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('webinar_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('email', sa.Text(), nullable=False),
    sa.Column('email_folded', sa.Text(), nullable=False),
    sa.Column('employer_words', sa.Text(), nullable=False),
    sa.Column('employer_id', sa.Integer(), nullable=True),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('access_needs', sa.Text(), nullable=False),
    sa.Column('heard', sa.Text(), nullable=False),
    sa.Column('follow_up_ok', sa.Boolean(), nullable=False),
    sa.Column('follow_up_text', sa.Text(), nullable=False),
    sa.Column('came', sa.String(length=60), nullable=False),
    sa.Column('state', sa.String(length=60), nullable=False),
    sa.Column('asked_at', sa.DateTime(), nullable=False),
    sa.Column('proved_at', sa.DateTime(), nullable=True),
    sa.Column('seat_at', sa.DateTime(), nullable=True),
    sa.Column('queue', sa.Integer(), nullable=False),
    sa.Column('offer_until', sa.DateTime(), nullable=True),
    sa.Column('moved_at', sa.DateTime(), nullable=False),
    sa.Column('held_until', sa.DateTime(), nullable=True),
    sa.Column('cancelled_at', sa.DateTime(), nullable=True),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('passed_to_id', sa.Integer(), nullable=True),
    sa.Column('uid', sa.Text(), nullable=False),
    sa.Column('link_id', sa.Integer(), nullable=True),
    sa.Column('told', sa.Text(), nullable=False),
    sa.Column('last_sequence', sa.Integer(), nullable=True),
    sa.Column('cancel_sent_at', sa.DateTime(), nullable=True),
    sa.Column('erased_at', sa.DateTime(), nullable=True),
    sa.Column('made_up', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_booking_contact_id_contact')),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_booking_employer_id_employer')),
    sa.ForeignKeyConstraint(['link_id'], ['one_time_link.id'], name=op.f('fk_booking_link_id_one_time_link'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['passed_to_id'], ['booking.id'], name=op.f('fk_booking_passed_to_id_booking')),
    sa.ForeignKeyConstraint(['webinar_id'], ['webinar.id'], name=op.f('fk_booking_webinar_id_webinar')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_booking')),
    sa.UniqueConstraint('link_id', name=op.f('uq_booking_link_id')),
    sa.UniqueConstraint('uid', name=op.f('uq_booking_uid')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('booking', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_booking_contact_id'), ['contact_id'], unique=False)
        batch_op.create_index('ix_booking_email', ['email_folded'], unique=False)
        batch_op.create_index(batch_op.f('ix_booking_employer_id'), ['employer_id'], unique=False)
        batch_op.create_index('ix_booking_offer', ['offer_until'], unique=False, sqlite_where=sa.text("state = 'offered'"), postgresql_where=sa.text("state = 'offered'"))
        batch_op.create_index(batch_op.f('ix_booking_passed_to_id'), ['passed_to_id'], unique=False)
        batch_op.create_index('ix_booking_untold', ['moved_at'], unique=False, sqlite_where=sa.text('told <> state'), postgresql_where=sa.text('told <> state'))
        batch_op.create_index('ix_booking_webinar_state_queue', ['webinar_id', 'state', 'queue'], unique=False)
        batch_op.create_index('uq_booking_live', ['webinar_id', 'email_folded'], unique=True, sqlite_where=sa.text("state IN ('seat', 'waiting', 'offered')"), postgresql_where=sa.text("state IN ('seat', 'waiting', 'offered')"))

    op.create_table('webinar_invite',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('webinar_id', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=False),
    sa.Column('email', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('link_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_webinar_invite_contact_id_contact'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['link_id'], ['one_time_link.id'], name=op.f('fk_webinar_invite_link_id_one_time_link'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['webinar_id'], ['webinar.id'], name=op.f('fk_webinar_invite_webinar_id_webinar')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_webinar_invite')),
    sa.UniqueConstraint('link_id', name=op.f('uq_webinar_invite_link_id')),
    sa.UniqueConstraint('webinar_id', 'contact_id', name=op.f('uq_webinar_invite_webinar_id_contact_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('webinar_invite', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_webinar_invite_contact_id'), ['contact_id'], unique=False)

    op.create_table('sign_up',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('webinar_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('email', sa.Text(), nullable=False),
    sa.Column('email_folded', sa.Text(), nullable=False),
    sa.Column('employer_words', sa.Text(), nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('access_needs', sa.Text(), nullable=False),
    sa.Column('heard', sa.Text(), nullable=False),
    sa.Column('follow_up_ok', sa.Boolean(), nullable=False),
    sa.Column('asked_at', sa.DateTime(), nullable=False),
    sa.Column('held', sa.String(length=60), nullable=False),
    sa.Column('form_token', sa.Text(), nullable=False),
    sa.Column('replaces_id', sa.Integer(), nullable=True),
    sa.Column('booking_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['booking_id'], ['booking.id'], name=op.f('fk_sign_up_booking_id_booking'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['replaces_id'], ['booking.id'], name=op.f('fk_sign_up_replaces_id_booking'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['webinar_id'], ['webinar.id'], name=op.f('fk_sign_up_webinar_id_webinar')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_up')),
    sa.UniqueConstraint('form_token', name=op.f('uq_sign_up_form_token')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('sign_up', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_up_asked_at'), ['asked_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_sign_up_booking_id'), ['booking_id'], unique=False)
        batch_op.create_index('ix_sign_up_email', ['email_folded'], unique=False)
        batch_op.create_index(batch_op.f('ix_sign_up_replaces_id'), ['replaces_id'], unique=False)
        batch_op.create_index('ix_sign_up_webinar', ['webinar_id', 'booking_id', 'id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('sign_up', schema=None) as batch_op:
        batch_op.drop_index('ix_sign_up_webinar')
        batch_op.drop_index(batch_op.f('ix_sign_up_replaces_id'))
        batch_op.drop_index('ix_sign_up_email')
        batch_op.drop_index(batch_op.f('ix_sign_up_booking_id'))
        batch_op.drop_index(batch_op.f('ix_sign_up_asked_at'))

    op.drop_table('sign_up')
    with op.batch_alter_table('webinar_invite', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_webinar_invite_contact_id'))

    op.drop_table('webinar_invite')
    with op.batch_alter_table('booking', schema=None) as batch_op:
        batch_op.drop_index('uq_booking_live', sqlite_where=sa.text("state IN ('seat', 'waiting', 'offered')"), postgresql_where=sa.text("state IN ('seat', 'waiting', 'offered')"))
        batch_op.drop_index('ix_booking_webinar_state_queue')
        batch_op.drop_index('ix_booking_untold', sqlite_where=sa.text('told <> state'), postgresql_where=sa.text('told <> state'))
        batch_op.drop_index(batch_op.f('ix_booking_passed_to_id'))
        batch_op.drop_index('ix_booking_offer', sqlite_where=sa.text("state = 'offered'"), postgresql_where=sa.text("state = 'offered'"))
        batch_op.drop_index(batch_op.f('ix_booking_employer_id'))
        batch_op.drop_index('ix_booking_email')
        batch_op.drop_index(batch_op.f('ix_booking_contact_id'))

    op.drop_table('booking')
