"""What employers declare, and their applications for a level."""

import sqlalchemy as sa
from alembic import op

revision = '0048'
down_revision = '0047'


def upgrade() -> None:
    op.create_table('declared',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('employer_id', sa.Integer(), nullable=False),
    sa.Column('metric', sa.Text(), nullable=False),
    sa.Column('value', sa.Integer(), nullable=False),
    sa.Column('said_on', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('source', sa.String(length=60), nullable=False),
    sa.Column('checked_by_id', sa.Integer(), nullable=True),
    sa.Column('checked_at', sa.DateTime(), nullable=True),
    sa.Column('application_ref', sa.Text(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("source <> 'verified' OR (checked_by_id IS NOT NULL AND checked_at IS NOT NULL)", name=op.f('ck_declared_checked')),
    sa.CheckConstraint('value >= 0', name=op.f('ck_declared_value')),
    sa.ForeignKeyConstraint(['checked_by_id'], ['person.id'], name=op.f('fk_declared_checked_by_id_person')),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_declared_employer_id_employer'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_declared')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('declared', schema=None) as batch_op:
        batch_op.create_index('ix_declared_application_ref', ['application_ref'], unique=False)
        batch_op.create_index('ix_declared_employer_id_metric', ['employer_id', 'metric', 'said_on', 'id'], unique=False)

    op.create_table('application',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('employer_id', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('link_id', sa.Integer(), nullable=True),
    sa.Column('scheme_version_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=60), nullable=False),
    sa.Column('answers', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('size_said', sa.Text(), nullable=False),
    sa.Column('level_wanted', sa.Text(), nullable=False),
    sa.Column('signatory_name', sa.Text(), nullable=False),
    sa.Column('signatory_role', sa.Text(), nullable=False),
    sa.Column('statement', sa.Text(), nullable=False),
    sa.Column('declared_on', sa.Date(), nullable=True),
    sa.Column('public_ok', sa.Boolean(), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=True),
    sa.Column('asked_at', sa.DateTime(), nullable=False),
    sa.Column('saved_at', sa.DateTime(), nullable=True),
    sa.Column('filled_by_id', sa.Integer(), nullable=True),
    sa.Column('submitted_at', sa.DateTime(), nullable=True),
    sa.Column('taken_at', sa.DateTime(), nullable=True),
    sa.Column('decided_at', sa.DateTime(), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(), nullable=True),
    sa.Column('withdrawn_why', sa.Text(), nullable=False),
    sa.Column('renewal_of', sa.Text(), nullable=False),
    sa.Column('made_up', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state IN ('draft', 'withdrawn') OR (submitted_at IS NOT NULL AND signatory_name <> '' AND signatory_role <> '' AND declared_on IS NOT NULL)", name=op.f('ck_application_signed')),
    sa.ForeignKeyConstraint(['asked_by_id'], ['person.id'], name=op.f('fk_application_asked_by_id_person')),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_application_contact_id_contact'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_application_employer_id_employer'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['filled_by_id'], ['person.id'], name=op.f('fk_application_filled_by_id_person')),
    sa.ForeignKeyConstraint(['link_id'], ['one_time_link.id'], name=op.f('fk_application_link_id_one_time_link'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['scheme_version_id'], ['scheme_version.id'], name=op.f('fk_application_scheme_version_id_scheme_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_application')),
    sa.UniqueConstraint('link_id', name=op.f('uq_application_link_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('application', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_application_contact_id'), ['contact_id'], unique=False)
        batch_op.create_index('ix_application_employer_id', ['employer_id', 'id'], unique=False)
        batch_op.create_index('ix_application_state', ['state', 'submitted_at', 'id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('application', schema=None) as batch_op:
        batch_op.drop_index('ix_application_state')
        batch_op.drop_index('ix_application_employer_id')
        batch_op.drop_index(batch_op.f('ix_application_contact_id'))

    op.drop_table('application')
    with op.batch_alter_table('declared', schema=None) as batch_op:
        batch_op.drop_index('ix_declared_employer_id_metric')
        batch_op.drop_index('ix_declared_application_ref')

    op.drop_table('declared')
