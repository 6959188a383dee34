"""Who was at a webinar, the files that say so, confirmed addresses, and numbers of webinars."""

import sqlalchemy as sa
from alembic import op

revision = '0056'
down_revision = '0055'


def upgrade() -> None:
    op.create_table('webinar_number',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('value', sa.Integer(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_webinar_number')),
    sa.UniqueConstraint('name', 'from_on', name=op.f('uq_webinar_number_name_from_on')),
    sqlite_autoincrement=True
    )
    op.create_table('address_alias',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('email_folded', sa.Text(), nullable=False),
    sa.Column('of_folded', sa.Text(), nullable=False),
    sa.Column('confirmed_by_id', sa.Integer(), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['confirmed_by_id'], ['person.id'], name=op.f('fk_address_alias_confirmed_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_address_alias')),
    sa.UniqueConstraint('email_folded', name=op.f('uq_address_alias_email_folded')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('address_alias', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_address_alias_of_folded'), ['of_folded'], unique=False)

    op.create_table('attendance_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('webinar_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('layout', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=60), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('kept_until', sa.Date(), nullable=False),
    sa.Column('destroyed_at', sa.DateTime(), nullable=True),
    sa.Column('read', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('choices', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('by_stated', sa.Boolean(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('operation_id', sa.Integer(), nullable=True),
    sa.Column('content', sa.LargeBinary(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_attendance_file_by_id_person')),
    sa.ForeignKeyConstraint(['webinar_id'], ['webinar.id'], name=op.f('fk_attendance_file_webinar_id_webinar')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attendance_file')),
    sa.UniqueConstraint('webinar_id', 'digest', name=op.f('uq_attendance_file_webinar_id_digest')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('attendance_file', schema=None) as batch_op:
        batch_op.create_index('ix_attendance_file_due', ['destroyed_at', 'kept_until', 'id'], unique=False)

    op.create_table('presence',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('webinar_id', sa.Integer(), nullable=False),
    sa.Column('booking_id', sa.Integer(), nullable=True),
    sa.Column('employer_id', sa.Integer(), nullable=True),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('import_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('email', sa.Text(), nullable=False),
    sa.Column('email_folded', sa.Text(), nullable=False),
    sa.Column('employer_words', sa.Text(), nullable=False),
    sa.Column('source', sa.String(length=60), nullable=False),
    sa.Column('matched', sa.Text(), nullable=False),
    sa.Column('stays', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('stated', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('marked', sa.Boolean(), nullable=True),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('made_up', sa.Boolean(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('attended', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['booking_id'], ['booking.id'], name=op.f('fk_presence_booking_id_booking')),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_presence_contact_id_contact')),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_presence_employer_id_employer')),
    sa.ForeignKeyConstraint(['import_id'], ['attendance_file.id'], name=op.f('fk_presence_import_id_attendance_file')),
    sa.ForeignKeyConstraint(['webinar_id'], ['webinar.id'], name=op.f('fk_presence_webinar_id_webinar')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_presence')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('presence', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_presence_booking_id'), ['booking_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_presence_contact_id'), ['contact_id'], unique=False)
        batch_op.create_index('ix_presence_email', ['email_folded'], unique=False)
        batch_op.create_index(batch_op.f('ix_presence_employer_id'), ['employer_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_presence_import_id'), ['import_id'], unique=False)
        batch_op.create_index('ix_presence_webinar', ['webinar_id', 'id'], unique=False)
        batch_op.create_index('uq_presence_booking', ['webinar_id', 'booking_id'], unique=True, sqlite_where=sa.text('booking_id IS NOT NULL'), postgresql_where=sa.text('booking_id IS NOT NULL'))


def downgrade() -> None:
    with op.batch_alter_table('presence', schema=None) as batch_op:
        batch_op.drop_index('uq_presence_booking', sqlite_where=sa.text('booking_id IS NOT NULL'), postgresql_where=sa.text('booking_id IS NOT NULL'))
        batch_op.drop_index('ix_presence_webinar')
        batch_op.drop_index(batch_op.f('ix_presence_import_id'))
        batch_op.drop_index(batch_op.f('ix_presence_employer_id'))
        batch_op.drop_index('ix_presence_email')
        batch_op.drop_index(batch_op.f('ix_presence_contact_id'))
        batch_op.drop_index(batch_op.f('ix_presence_booking_id'))

    op.drop_table('presence')
    with op.batch_alter_table('attendance_file', schema=None) as batch_op:
        batch_op.drop_index('ix_attendance_file_due')

    op.drop_table('attendance_file')
    with op.batch_alter_table('address_alias', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_address_alias_of_folded'))

    op.drop_table('address_alias')
    op.drop_table('webinar_number')
