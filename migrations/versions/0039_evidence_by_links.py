"""Evidence asked for by links: purposes, requests, what came; links are counted and logged."""

import sqlalchemy as sa
from alembic import op

revision = '0039'
down_revision = '0038'


def upgrade() -> None:
    op.create_table('evidence_purpose',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('send', sa.Text(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('hide', sa.Text(), nullable=False),
    sa.Column('kind', sa.String(length=60), nullable=False),
    sa.Column('most_files', sa.Integer(), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evidence_purpose')),
    sa.UniqueConstraint('code', name=op.f('uq_evidence_purpose_code')),
    sqlite_autoincrement=True
    )
    op.create_table('link_event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('link_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['link_id'], ['one_time_link.id'], name=op.f('fk_link_event_link_id_one_time_link')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_link_event')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('link_event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_link_event_link_id'), ['link_id'], unique=False)

    op.create_table('evidence_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('employer_id', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('subject_kind', sa.Text(), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('closed_at', sa.DateTime(), nullable=True),
    sa.Column('closed_why', sa.Text(), nullable=False),
    sa.Column('follow_up_id', sa.Integer(), nullable=True),
    sa.Column('link_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['asked_by_id'], ['person.id'], name=op.f('fk_evidence_request_asked_by_id_person')),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_evidence_request_contact_id_contact')),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_evidence_request_employer_id_employer')),
    sa.ForeignKeyConstraint(['follow_up_id'], ['follow_up.id'], name=op.f('fk_evidence_request_follow_up_id_follow_up')),
    sa.ForeignKeyConstraint(['link_id'], ['one_time_link.id'], name=op.f('fk_evidence_request_link_id_one_time_link'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evidence_request')),
    sa.UniqueConstraint('follow_up_id', name=op.f('uq_evidence_request_follow_up_id')),
    sa.UniqueConstraint('link_id', name=op.f('uq_evidence_request_link_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('evidence_request', schema=None) as batch_op:
        batch_op.create_index('ix_evidence_request_about', ['subject_kind', 'subject_id', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_evidence_request_contact_id'), ['contact_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_evidence_request_employer_id'), ['employer_id'], unique=False)

    op.create_table('evidence_draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('request_id', sa.Integer(), nullable=False),
    sa.Column('sitting', sa.Text(), nullable=False),
    sa.Column('given', sa.Text(), nullable=False),
    sa.Column('kind', sa.String(length=60), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('media', sa.Text(), nullable=False),
    sa.Column('suffix', sa.Text(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('pages', sa.Integer(), nullable=False),
    sa.Column('covered', sa.Integer(), nullable=False),
    sa.Column('touched_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['request_id'], ['evidence_request.id'], name=op.f('fk_evidence_draft_request_id_evidence_request'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evidence_draft')),
    sa.UniqueConstraint('place', name=op.f('uq_evidence_draft_place')),
    sa.UniqueConstraint('request_id', 'sitting', 'given', name=op.f('uq_evidence_draft_request_id_sitting_given')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('evidence_draft', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_evidence_draft_request_id'), ['request_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_evidence_draft_touched_at'), ['touched_at'], unique=False)

    op.create_table('evidence_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('request_id', sa.Integer(), nullable=False),
    sa.Column('file_id', sa.Integer(), nullable=False),
    sa.Column('sent_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_evidence_file_file_id_stored_file')),
    sa.ForeignKeyConstraint(['request_id'], ['evidence_request.id'], name=op.f('fk_evidence_file_request_id_evidence_request')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evidence_file')),
    sa.UniqueConstraint('file_id', name=op.f('uq_evidence_file_file_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('evidence_file', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_evidence_file_request_id'), ['request_id'], unique=False)

    with op.batch_alter_table('one_time_link', schema=None) as batch_op:
        batch_op.add_column(sa.Column('most', sa.Integer(), server_default='1', nullable=False))
        batch_op.add_column(sa.Column('uses', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('opened_at', sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column('revoked_at', sa.DateTime(), nullable=True))



def downgrade() -> None:
    with op.batch_alter_table('one_time_link', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_column('revoked_at')
        batch_op.drop_column('opened_at')
        batch_op.drop_column('uses')
        batch_op.drop_column('most')

    with op.batch_alter_table('evidence_file', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_evidence_file_request_id'))

    op.drop_table('evidence_file')
    with op.batch_alter_table('evidence_draft', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_evidence_draft_touched_at'))
        batch_op.drop_index(batch_op.f('ix_evidence_draft_request_id'))

    op.drop_table('evidence_draft')
    with op.batch_alter_table('evidence_request', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_evidence_request_employer_id'))
        batch_op.drop_index(batch_op.f('ix_evidence_request_contact_id'))
        batch_op.drop_index('ix_evidence_request_about')

    op.drop_table('evidence_request')
    with op.batch_alter_table('link_event', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_link_event_link_id'))

    op.drop_table('link_event')
    op.drop_table('evidence_purpose')
