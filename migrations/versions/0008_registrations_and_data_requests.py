"""registrations and data requests."""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'


def upgrade() -> None:
    op.create_table('data_asked_for',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('email_key', sa.Text(), nullable=False),
    sa.Column('asked_at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_data_asked_for')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('data_asked_for', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_data_asked_for_asked_at'), ['asked_at'], unique=False)

    op.create_table('district_officer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_code', sa.Text(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_district_officer_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_district_officer')),
    sa.UniqueConstraint('district_code', name=op.f('uq_district_officer_district_code')),
    sqlite_autoincrement=True
    )
    op.create_table('interest_draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('answers', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('began_at', sa.DateTime(), nullable=False),
    sa.Column('saved_at', sa.DateTime(), nullable=False),
    sa.Column('trap', sa.Boolean(), nullable=False),
    sa.Column('resume_key', sa.Text(), nullable=False),
    sa.Column('proved_key', sa.Text(), nullable=False),
    sa.Column('email_key', sa.Text(), nullable=False),
    sa.Column('submitted_at', sa.DateTime(), nullable=True),
    sa.Column('code', sa.Text(), nullable=True),
    sa.Column('held', sa.String(length=60), nullable=False),
    sa.Column('mailed', sa.Boolean(), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['owner_id'], ['person.id'], name=op.f('fk_interest_draft_owner_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_interest_draft')),
    sa.UniqueConstraint('code', name=op.f('uq_interest_draft_code')),
    sa.UniqueConstraint('digest', name=op.f('uq_interest_draft_digest')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('interest_draft', schema=None) as batch_op:
        batch_op.create_index('ix_interest_draft_email', ['email_key'], unique=False)
        batch_op.create_index('ix_interest_draft_held', ['held', 'submitted_at', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_interest_draft_saved_at'), ['saved_at'], unique=False)

    op.create_table('data_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('form_token', sa.Text(), nullable=False),
    sa.Column('about', sa.String(length=60), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('email', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('automatic', sa.Boolean(), nullable=False),
    sa.Column('employer_id', sa.Integer(), nullable=True),
    sa.Column('received_at', sa.DateTime(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('acknowledged_at', sa.DateTime(), nullable=True),
    sa.Column('closed_at', sa.DateTime(), nullable=True),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_data_request_employer_id_employer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_data_request')),
    sa.UniqueConstraint('code', name=op.f('uq_data_request_code')),
    sa.UniqueConstraint('form_token', name=op.f('uq_data_request_form_token')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('data_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_data_request_employer_id'), ['employer_id'], unique=False)
        batch_op.create_index('ix_data_request_open', ['closed_at', 'due_on', 'id'], unique=False)

    op.create_table('enquiry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('draft_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('business', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('email', sa.Text(), nullable=False),
    sa.Column('email_key', sa.Text(), nullable=False),
    sa.Column('phone', sa.Text(), nullable=False),
    sa.Column('postcode', sa.Text(), nullable=False),
    sa.Column('district_code', sa.Text(), nullable=False),
    sa.Column('district_certainty', sa.String(length=60), nullable=False),
    sa.Column('size_band', sa.String(length=60), nullable=False),
    sa.Column('sector', sa.Text(), nullable=False),
    sa.Column('offers', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('roles', sa.Integer(), nullable=True),
    sa.Column('adjustments', sa.Text(), nullable=False),
    sa.Column('ways', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('newsletter', sa.Boolean(), nullable=False),
    sa.Column('newsletter_text', sa.Text(), nullable=False),
    sa.Column('notes', sa.Text(), nullable=False),
    sa.Column('posted_at', sa.DateTime(), nullable=False),
    sa.Column('proved_at', sa.DateTime(), nullable=True),
    sa.Column('reply_by', sa.Date(), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=60), nullable=False),
    sa.Column('decided_at', sa.DateTime(), nullable=True),
    sa.Column('employer_id', sa.Integer(), nullable=True),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('passed_to', sa.Text(), nullable=False),
    sa.Column('like_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_enquiry_contact_id_contact')),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_enquiry_employer_id_employer')),
    sa.ForeignKeyConstraint(['owner_id'], ['person.id'], name=op.f('fk_enquiry_owner_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_enquiry')),
    sa.UniqueConstraint('code', name=op.f('uq_enquiry_code')),
    sa.UniqueConstraint('digest', name=op.f('uq_enquiry_digest')),
    sa.UniqueConstraint('draft_id', name=op.f('uq_enquiry_draft_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('enquiry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_enquiry_contact_id'), ['contact_id'], unique=False)
        batch_op.create_index('ix_enquiry_email', ['email_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_enquiry_employer_id'), ['employer_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_enquiry_owner_id'), ['owner_id'], unique=False)
        batch_op.create_index('ix_enquiry_state_reply', ['state', 'reply_by', 'id'], unique=False)

    op.create_table('enquiry_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('enquiry_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=60), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('to_name', sa.Text(), nullable=False),
    sa.Column('to_email', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('told_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['enquiry_id'], ['enquiry.id'], name=op.f('fk_enquiry_step_enquiry_id_enquiry')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_enquiry_step')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('enquiry_step', schema=None) as batch_op:
        batch_op.create_index('ix_enquiry_step_enquiry', ['enquiry_id', 'id'], unique=False)
        batch_op.create_index('ix_enquiry_step_untold', ['at'], unique=False, sqlite_where=sa.text('told_at IS NULL'), postgresql_where=sa.text('told_at IS NULL'))



def downgrade() -> None:
    with op.batch_alter_table('enquiry_step', schema=None) as batch_op:
        batch_op.drop_index('ix_enquiry_step_untold', sqlite_where=sa.text('told_at IS NULL'), postgresql_where=sa.text('told_at IS NULL'))
        batch_op.drop_index('ix_enquiry_step_enquiry')

    op.drop_table('enquiry_step')
    with op.batch_alter_table('enquiry', schema=None) as batch_op:
        batch_op.drop_index('ix_enquiry_state_reply')
        batch_op.drop_index(batch_op.f('ix_enquiry_owner_id'))
        batch_op.drop_index(batch_op.f('ix_enquiry_employer_id'))
        batch_op.drop_index('ix_enquiry_email')
        batch_op.drop_index(batch_op.f('ix_enquiry_contact_id'))

    op.drop_table('enquiry')
    with op.batch_alter_table('data_request', schema=None) as batch_op:
        batch_op.drop_index('ix_data_request_open')
        batch_op.drop_index(batch_op.f('ix_data_request_employer_id'))

    op.drop_table('data_request')
    with op.batch_alter_table('interest_draft', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_interest_draft_saved_at'))
        batch_op.drop_index('ix_interest_draft_held')
        batch_op.drop_index('ix_interest_draft_email')

    op.drop_table('interest_draft')
    op.drop_table('district_officer')
    with op.batch_alter_table('data_asked_for', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_data_asked_for_asked_at'))

    op.drop_table('data_asked_for')
