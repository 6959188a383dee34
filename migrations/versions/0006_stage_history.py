"""Keep every change of stage, what stages expect, and the age of a stage on lists."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

MOVE = sa.text(
    "INSERT INTO stage_move (employer_id, previous_id, from_code, to_code, moved_at, days, by_id, "
    "\"by\", reason, note, unmet, override) VALUES (:employer_id, :previous_id, :from_code, "
    ":to_code, :moved_at, :days, :by_id, :by, '', '', '', '')"
).bindparams(sa.bindparam("moved_at", type_=sa.DateTime))
SET = sa.text(
    "UPDATE employer_standing SET stage_on = :on, stage_why = :why WHERE employer_id = :id"
).bindparams(sa.bindparam("on", type_=sa.Date))


def fill() -> None:
    """Read the changes of stage that the journal knows; the rest counts from the first day."""
    run = op.get_bind().execute
    run(
        sa.text(
            "UPDATE employer_standing SET stage_why = 'when it was added', "
            "stage_code = (SELECT stage_code FROM employer WHERE id = employer_id), "
            "stage_on = (SELECT CAST(substr(CAST(created_at AS VARCHAR), 1, 10) AS "
            + ("TEXT" if op.get_bind().dialect.name == "sqlite" else "DATE")
            + ") FROM employer WHERE id = employer_id)"
        )
    )
    names = {code: name for code, name in run(sa.text("SELECT code, name FROM pipeline_stage"))}
    last: dict[int, tuple[int, object]] = {}
    for number, row in enumerate(changes(run), 1):
        previous, since = last.get(row.row_id, (None, row.created_at))
        run(
            MOVE,
            {
                "employer_id": row.row_id,
                "previous_id": previous,
                "from_code": row.before["stage_code"],
                "to_code": row.after["stage_code"],
                "moved_at": row.at,
                "days": max((row.at - since).days, 0),
                "by_id": row.actor_id,
                "by": row.actor,
            },
        )
        last[row.row_id] = (number, row.at)
        why = f"when {row.actor} moved it from {names[row.before['stage_code']]}"
        run(SET, {"id": row.row_id, "on": row.at.date(), "why": why})


def changes(run: Any) -> list[Any]:
    """Return what the journal says of stages, oldest first."""
    wanted = """SELECT e.row_id, e.before, e.after, o.at, o.actor, o.actor_id, m.created_at
    FROM journal_entry e JOIN operation o ON o.id = e.operation_id
    JOIN employer m ON m.id = e.row_id WHERE e.table_name = 'employer' AND e.change = 'update'
    AND CAST(e.after AS VARCHAR) LIKE '%"stage_code"%' ORDER BY e.id"""
    types = {"before": sa.JSON, "after": sa.JSON, "at": sa.DateTime, "created_at": sa.DateTime}
    found = run(sa.text(wanted).columns(row_id=sa.Integer, **types, actor=sa.Text, actor_id=sa.Integer))
    return [row for row in found if row.before and row.before.get("stage_code")]


def upgrade() -> None:
    op.create_table('pause_reason',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=True),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pause_reason')),
    sqlite_autoincrement=True
    )
    op.create_table('exit_check',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('stage_code', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=True),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['stage_code'], ['pipeline_stage.code'], name=op.f('fk_exit_check_stage_code_pipeline_stage')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exit_check')),
    sqlite_autoincrement=True
    )
    op.create_table('stage_limit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('stage_code', sa.Text(), nullable=False),
    sa.Column('expected_days', sa.Integer(), nullable=False),
    sa.Column('warning_days', sa.Integer(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['stage_code'], ['pipeline_stage.code'], name=op.f('fk_stage_limit_stage_code_pipeline_stage')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stage_limit')),
    sa.UniqueConstraint('stage_code', 'from_on', name=op.f('uq_stage_limit_stage_code_from_on')),
    sqlite_autoincrement=True
    )
    op.create_table('exit_tick',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('employer_id', sa.Integer(), nullable=False),
    sa.Column('check_id', sa.Integer(), nullable=False),
    sa.Column('ticked_at', sa.DateTime(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_exit_tick_by_id_person')),
    sa.ForeignKeyConstraint(['check_id'], ['exit_check.id'], name=op.f('fk_exit_tick_check_id_exit_check')),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_exit_tick_employer_id_employer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exit_tick')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('exit_tick', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_exit_tick_check_id'), ['check_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_exit_tick_employer_id'), ['employer_id'], unique=False)

    op.create_table('stage_move',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('employer_id', sa.Integer(), nullable=False),
    sa.Column('previous_id', sa.Integer(), nullable=True),
    sa.Column('from_code', sa.Text(), nullable=False),
    sa.Column('to_code', sa.Text(), nullable=False),
    sa.Column('moved_at', sa.DateTime(), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('revisit_on', sa.Date(), nullable=True),
    sa.Column('unmet', sa.Text(), nullable=False),
    sa.Column('override', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_stage_move_by_id_person')),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_stage_move_employer_id_employer')),
    sa.ForeignKeyConstraint(['from_code'], ['pipeline_stage.code'], name=op.f('fk_stage_move_from_code_pipeline_stage')),
    sa.ForeignKeyConstraint(['previous_id'], ['stage_move.id'], name=op.f('fk_stage_move_previous_id_stage_move')),
    sa.ForeignKeyConstraint(['to_code'], ['pipeline_stage.code'], name=op.f('fk_stage_move_to_code_pipeline_stage')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stage_move')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('stage_move', schema=None) as batch_op:
        batch_op.create_index('ix_stage_move_employer', ['employer_id', 'id'], unique=False)
        batch_op.create_index('ix_stage_move_moved', ['moved_at', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_stage_move_previous_id'), ['previous_id'], unique=False)

    with op.batch_alter_table('employer_standing', schema=None) as batch_op:
        batch_op.add_column(sa.Column('stage_code', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('stage_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('stage_why', sa.Text(), nullable=True))
    fill()
    with op.batch_alter_table('employer_standing', schema=None) as batch_op:
        batch_op.alter_column('stage_code', existing_type=sa.Text(), nullable=False)
        batch_op.alter_column('stage_why', existing_type=sa.Text(), nullable=False)
        batch_op.create_index('ix_employer_standing_stage', ['stage_code', 'next_on', 'employer_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('employer_standing', schema=None) as batch_op:
        batch_op.drop_index('ix_employer_standing_stage')
        batch_op.drop_column('stage_why')
        batch_op.drop_column('stage_on')
        batch_op.drop_column('stage_code')

    with op.batch_alter_table('stage_move', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_stage_move_previous_id'))
        batch_op.drop_index('ix_stage_move_moved')
        batch_op.drop_index('ix_stage_move_employer')

    op.drop_table('stage_move')
    with op.batch_alter_table('exit_tick', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_exit_tick_employer_id'))
        batch_op.drop_index(batch_op.f('ix_exit_tick_check_id'))

    op.drop_table('exit_tick')
    op.drop_table('stage_limit')
    op.drop_table('exit_check')
    op.drop_table('pause_reason')
