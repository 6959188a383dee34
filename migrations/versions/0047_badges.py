"""Badges, the keys that sign them and the lists that say which are revoked."""

import sqlalchemy as sa
from alembic import op

revision = '0047'
down_revision = '0046'


def upgrade() -> None:
    op.create_table('badge_key',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kid', sa.Text(), nullable=False),
    sa.Column('kind', sa.String(length=60), nullable=False),
    sa.Column('public', sa.Text(), nullable=False),
    sa.Column('since_at', sa.DateTime(), nullable=False),
    sa.Column('until_at', sa.DateTime(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_badge_key')),
    sa.UniqueConstraint('kid', name=op.f('uq_badge_key_kid')),
    sqlite_autoincrement=True
    )
    op.create_table('badge_status_list',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.Column('token', sa.Text(), nullable=False),
    sa.Column('signed_at', sa.DateTime(), nullable=True),
    sa.Column('good_until', sa.DateTime(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_badge_status_list')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('badge_status_list', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_badge_status_list_good_until'), ['good_until'], unique=False)

    op.create_table('badge',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.Text(), nullable=False),
    sa.Column('employer_id', sa.Integer(), nullable=False),
    sa.Column('scheme_version_id', sa.Integer(), nullable=False),
    sa.Column('level_code', sa.Text(), nullable=False),
    sa.Column('holder', sa.Text(), nullable=False),
    sa.Column('list_id', sa.Integer(), nullable=False),
    sa.Column('list_index', sa.Integer(), nullable=False),
    sa.Column('embedded_key_id', sa.Integer(), nullable=False),
    sa.Column('token_key_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('decision', sa.Text(), nullable=False),
    sa.Column('valid_from', sa.DateTime(), nullable=False),
    sa.Column('valid_until', sa.DateTime(), nullable=False),
    sa.Column('issued_at', sa.DateTime(), nullable=False),
    sa.Column('issued_by_id', sa.Integer(), nullable=True),
    sa.Column('credential', sa.Text(), nullable=False),
    sa.Column('token', sa.Text(), nullable=False),
    sa.Column('revoked_at', sa.DateTime(), nullable=True),
    sa.Column('revoked_why', sa.String(length=60), nullable=True),
    sa.Column('revoked_words', sa.Text(), nullable=False),
    sa.Column('revoked_by_id', sa.Integer(), nullable=True),
    sa.Column('made_up', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['embedded_key_id'], ['badge_key.id'], name=op.f('fk_badge_embedded_key_id_badge_key')),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_badge_employer_id_employer')),
    sa.ForeignKeyConstraint(['issued_by_id'], ['person.id'], name=op.f('fk_badge_issued_by_id_person')),
    sa.ForeignKeyConstraint(['list_id'], ['badge_status_list.id'], name=op.f('fk_badge_list_id_badge_status_list')),
    sa.ForeignKeyConstraint(['revoked_by_id'], ['person.id'], name=op.f('fk_badge_revoked_by_id_person')),
    sa.ForeignKeyConstraint(['scheme_version_id'], ['scheme_version.id'], name=op.f('fk_badge_scheme_version_id_scheme_version')),
    sa.ForeignKeyConstraint(['token_key_id'], ['badge_key.id'], name=op.f('fk_badge_token_key_id_badge_key')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_badge')),
    sa.UniqueConstraint('list_id', 'list_index', name=op.f('uq_badge_list_id_list_index')),
    sa.UniqueConstraint('public_id', name=op.f('uq_badge_public_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('badge', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_badge_embedded_key_id'), ['embedded_key_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_badge_employer_id'), ['employer_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_badge_scheme_version_id'), ['scheme_version_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_badge_token_key_id'), ['token_key_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_badge_valid_until'), ['valid_until'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('badge', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_badge_valid_until'))
        batch_op.drop_index(batch_op.f('ix_badge_token_key_id'))
        batch_op.drop_index(batch_op.f('ix_badge_scheme_version_id'))
        batch_op.drop_index(batch_op.f('ix_badge_employer_id'))
        batch_op.drop_index(batch_op.f('ix_badge_embedded_key_id'))

    op.drop_table('badge')
    with op.batch_alter_table('badge_status_list', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_badge_status_list_good_until'))

    op.drop_table('badge_status_list')
    op.drop_table('badge_key')
