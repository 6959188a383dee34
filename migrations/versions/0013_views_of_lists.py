"""Views of lists, and the days by which lists are put in order and held against rhythms."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'

WAITS = "SELECT reason, count FROM cadence WHERE reason LIKE 'tier:_' AND unit = 'days' ORDER BY from_on"
ROWS = sa.text(
    "SELECT s.employer_id, e.tier, s.last_contact_on, e.created_at FROM employer_standing s "
    "JOIN employer e ON e.id = s.employer_id WHERE e.tier <> '' AND e.stage_code <> 'paused'"
).columns(last_contact_on=sa.Date, created_at=sa.DateTime)
SET = sa.text(
    "UPDATE employer_standing SET quiet_on = :on WHERE employer_id = :id"
).bindparams(sa.bindparam('on', type_=sa.Date))


def fill() -> None:
    """Take the days from what is known; the clockwork of the next night moves them off days off."""
    run = op.get_bind().execute
    run(
        sa.text(
            'UPDATE employer_standing SET spoken_on = last_contact_on '
            'WHERE last_contact_on IS NOT NULL'
        )
    )
    waits = {reason.removeprefix('tier:'): count for reason, count in run(sa.text(WAITS))}
    days = [
        {'id': row.employer_id, 'on': (row.last_contact_on or row.created_at.date()) + timedelta(waits[row.tier])}
        for row in run(ROWS)
        if row.tier in waits
    ]
    if days:
        run(SET, days)


def upgrade() -> None:
    op.create_table('saved_view',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('list_name', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('query', sa.Text(), nullable=False),
    sa.Column('scope', sa.String(length=60), nullable=False),
    sa.Column('role', sa.String(length=60), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['owner_id'], ['person.id'], name=op.f('fk_saved_view_owner_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_view')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('saved_view', schema=None) as batch_op:
        batch_op.create_index('ix_saved_view_list', ['list_name', 'name', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_saved_view_owner_id'), ['owner_id'], unique=False)

    op.create_table('view_choice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('list_name', sa.Text(), nullable=False),
    sa.Column('pinned', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('first', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_view_choice_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_view_choice')),
    sa.UniqueConstraint('person_id', 'list_name', name=op.f('uq_view_choice_person_id_list_name')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('employer_standing', schema=None) as batch_op:
        batch_op.add_column(sa.Column('spoken_on', sa.Date(), nullable=False, server_default='0001-01-01'))
        batch_op.add_column(sa.Column('quiet_on', sa.Date(), nullable=False, server_default='9999-12-31'))
    fill()
    with op.batch_alter_table('employer_standing', schema=None) as batch_op:
        batch_op.alter_column('spoken_on', server_default=None)
        batch_op.alter_column('quiet_on', server_default=None)
        batch_op.create_index('ix_employer_standing_age', ['stage_on', 'employer_id'], unique=False)
        batch_op.create_index('ix_employer_standing_openings', ['openings', 'employer_id'], unique=False)
        batch_op.create_index('ix_employer_standing_quiet', ['quiet_on', 'employer_id'], unique=False)
        batch_op.create_index('ix_employer_standing_spoken', ['spoken_on', 'employer_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('employer_standing', schema=None) as batch_op:
        batch_op.drop_index('ix_employer_standing_spoken')
        batch_op.drop_index('ix_employer_standing_quiet')
        batch_op.drop_index('ix_employer_standing_openings')
        batch_op.drop_index('ix_employer_standing_age')
        batch_op.drop_column('quiet_on')
        batch_op.drop_column('spoken_on')

    op.drop_table('view_choice')
    with op.batch_alter_table('saved_view', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_saved_view_owner_id'))
        batch_op.drop_index('ix_saved_view_list')

    op.drop_table('saved_view')
