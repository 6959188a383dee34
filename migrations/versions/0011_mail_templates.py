"""Templates of mailings, their versions, and which mailing began from which."""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'


def upgrade() -> None:
    op.create_table('mail_template',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.Text(), nullable=True),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('purpose', sa.String(length=60), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('retired_at', sa.DateTime(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mail_template')),
    sa.UniqueConstraint('code', name=op.f('uq_mail_template_code')),
    sqlite_autoincrement=True
    )
    op.create_table('mail_template_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('template_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('topic', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['template_id'], ['mail_template.id'], name=op.f('fk_mail_template_version_template_id_mail_template'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mail_template_version')),
    sa.UniqueConstraint('template_id', 'number', name=op.f('uq_mail_template_version_template_id_number')),
    sqlite_autoincrement=True
    )
    op.create_table('mail_template_use',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('mailing_id', sa.Integer(), nullable=False),
    sa.Column('template_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['mailing_id'], ['mailing.id'], name=op.f('fk_mail_template_use_mailing_id_mailing'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['template_id'], ['mail_template.id'], name=op.f('fk_mail_template_use_template_id_mail_template'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mail_template_use')),
    sa.UniqueConstraint('mailing_id', name=op.f('uq_mail_template_use_mailing_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('mail_template_use', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mail_template_use_template_id'), ['template_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('mail_template_use', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_mail_template_use_template_id'))

    op.drop_table('mail_template_use')
    op.drop_table('mail_template_version')
    op.drop_table('mail_template')
