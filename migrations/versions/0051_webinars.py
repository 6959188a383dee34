"""Series, templates and webinars."""

import sqlalchemy as sa
from alembic import op

revision = '0051'
down_revision = '0050'


def upgrade() -> None:
    op.create_table('webinar_series',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_webinar_series')),
    sqlite_autoincrement=True
    )
    op.create_table('webinar_template',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.Text(), nullable=True),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('retired_at', sa.DateTime(), nullable=True),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('need', sa.Text(), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=False),
    sa.Column('overbook_percent', sa.Integer(), nullable=False),
    sa.Column('offer_hours', sa.Integer(), nullable=False),
    sa.Column('reminder_hours', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('attended_percent', sa.Integer(), nullable=False),
    sa.Column('grace_minutes', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_webinar_template')),
    sa.UniqueConstraint('code', name=op.f('uq_webinar_template_code')),
    sqlite_autoincrement=True
    )
    op.create_table('webinar',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('series_id', sa.Integer(), nullable=True),
    sa.Column('template_id', sa.Integer(), nullable=True),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('speakers', sa.Text(), nullable=False),
    sa.Column('captions', sa.Text(), nullable=False),
    sa.Column('transcript', sa.Text(), nullable=False),
    sa.Column('starts_at', sa.DateTime(), nullable=False),
    sa.Column('ends_at', sa.DateTime(), nullable=False),
    sa.Column('join_url', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=60), nullable=False),
    sa.Column('closed_at', sa.DateTime(), nullable=True),
    sa.Column('private', sa.Boolean(), nullable=False),
    sa.Column('invite_salt', sa.Text(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('cancelled_words', sa.Text(), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('made_up', sa.Boolean(), nullable=False),
    sa.Column('taken', sa.Integer(), server_default='0', nullable=False),
    sa.Column('waiting', sa.Integer(), server_default='0', nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('need', sa.Text(), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=False),
    sa.Column('overbook_percent', sa.Integer(), nullable=False),
    sa.Column('offer_hours', sa.Integer(), nullable=False),
    sa.Column('reminder_hours', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('attended_percent', sa.Integer(), nullable=False),
    sa.Column('grace_minutes', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('capacity >= 0 AND taken >= 0 AND waiting >= 0', name=op.f('ck_webinar_counts')),
    sa.CheckConstraint('ends_at > starts_at', name=op.f('ck_webinar_ends_after_start')),
    sa.ForeignKeyConstraint(['owner_id'], ['person.id'], name=op.f('fk_webinar_owner_id_person')),
    sa.ForeignKeyConstraint(['series_id'], ['webinar_series.id'], name=op.f('fk_webinar_series_id_webinar_series')),
    sa.ForeignKeyConstraint(['template_id'], ['webinar_template.id'], name=op.f('fk_webinar_template_id_webinar_template')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_webinar')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('webinar', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_webinar_owner_id'), ['owner_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_webinar_series_id'), ['series_id'], unique=False)
        batch_op.create_index('ix_webinar_state_starts', ['state', 'starts_at', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_webinar_template_id'), ['template_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('webinar', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_webinar_template_id'))
        batch_op.drop_index('ix_webinar_state_starts')
        batch_op.drop_index(batch_op.f('ix_webinar_series_id'))
        batch_op.drop_index(batch_op.f('ix_webinar_owner_id'))

    op.drop_table('webinar')
    op.drop_table('webinar_template')
    op.drop_table('webinar_series')
