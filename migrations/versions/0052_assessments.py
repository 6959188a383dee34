"""Assessments of employers for a level, declared interests and the log of refused acts."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = '0052'
down_revision = '0051'

SEALED = (
    "application_id", "scheme_version_id", "assessor_id", "opened_at", "judgements", "assessor_words",
    "facts", "result", "digest", "proposed", "confidence", "kept_percent",
    "borderline", "second_id", "second_words", "second_at", "draft_sent_at",
)
JSON = ("judgements", "facts", "result")
SAYS = "a sealed assessment never changes"
LOG_SAYS = "the log of refused acts only grows"


def _differs(operator: str, suffix: str) -> str:
    return " OR ".join(
        f"NEW.{name}{suffix if name in JSON else ''} {operator} "
        f"OLD.{name}{suffix if name in JSON else ''}"
        for name in SEALED
    )


def statements(engine: str) -> Iterator[str]:
    yield from _sqlite() if engine == "sqlite" else _postgres()


def _sqlite() -> Iterator[str]:
    changed = _differs("IS NOT", "")
    yield f"""CREATE TRIGGER assessment_kept BEFORE UPDATE ON assessment
    WHEN (OLD.state = 'decided' AND (NEW.state <> 'decided' OR {changed}))
        OR (OLD.state = 'ready' AND NEW.state <> 'open' AND ({changed}))
    BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"""
    yield f"""CREATE TRIGGER assessment_stays BEFORE DELETE ON assessment
    WHEN OLD.state IN ('ready', 'decided') BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"""
    for act in ("UPDATE", "DELETE"):
        yield f"""CREATE TRIGGER refused_act_{act.lower()} BEFORE {act} ON refused_act
        BEGIN SELECT RAISE(ABORT, '{LOG_SAYS}'); END"""


def _postgres() -> Iterator[str]:
    changed = _differs("IS DISTINCT FROM", "::text")
    yield f"""CREATE FUNCTION assessment_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            IF OLD.state IN ('ready', 'decided') THEN RAISE EXCEPTION '{SAYS}'; END IF;
            RETURN OLD;
        END IF;
        IF (OLD.state = 'decided' AND (NEW.state <> 'decided' OR {changed}))
            OR (OLD.state = 'ready' AND NEW.state <> 'open' AND ({changed}))
        THEN RAISE EXCEPTION '{SAYS}'; END IF;
        RETURN NEW;
    END $$"""
    yield """CREATE TRIGGER assessment_kept BEFORE UPDATE OR DELETE ON assessment
    FOR EACH ROW EXECUTE FUNCTION assessment_kept()"""
    yield f"""CREATE FUNCTION refused_act_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{LOG_SAYS}'; END $$"""
    yield """CREATE TRIGGER refused_act_kept BEFORE UPDATE OR DELETE ON refused_act
    FOR EACH ROW EXECUTE FUNCTION refused_act_kept()"""


GONE = {
    "sqlite": (
        "DROP TRIGGER assessment_kept", "DROP TRIGGER assessment_stays",
        "DROP TRIGGER refused_act_update", "DROP TRIGGER refused_act_delete",
    ),
    "postgresql": (
        "DROP TRIGGER assessment_kept ON assessment", "DROP FUNCTION assessment_kept()",
        "DROP TRIGGER refused_act_kept ON refused_act", "DROP FUNCTION refused_act_kept()",
    ),
}


def upgrade() -> None:
    op.create_table('refused_act',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('assessment_id', sa.Integer(), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('act', sa.Text(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_refused_act_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_refused_act')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('refused_act', schema=None) as batch_op:
        batch_op.create_index('ix_refused_act_assessment', ['assessment_id', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_refused_act_person_id'), ['person_id'], unique=False)

    op.create_table('assessment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('employer_id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=True),
    sa.Column('scheme_version_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=60), nullable=False),
    sa.Column('assessor_id', sa.Integer(), nullable=True),
    sa.Column('opened_at', sa.DateTime(), nullable=False),
    sa.Column('why_opened', sa.Text(), nullable=False),
    sa.Column('judgements', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('asked', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('assessor_words', sa.Text(), nullable=False),
    sa.Column('facts', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('result', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('proposed', sa.Text(), nullable=False),
    sa.Column('confidence', sa.Text(), nullable=False),
    sa.Column('kept_percent', sa.Integer(), nullable=True),
    sa.Column('borderline', sa.Boolean(), nullable=False),
    sa.Column('second_asked_at', sa.DateTime(), nullable=True),
    sa.Column('second_id', sa.Integer(), nullable=True),
    sa.Column('second_words', sa.Text(), nullable=False),
    sa.Column('second_at', sa.DateTime(), nullable=True),
    sa.Column('reviewer_id', sa.Integer(), nullable=True),
    sa.Column('reviewer_why', sa.Text(), nullable=False),
    sa.Column('draft_sent_at', sa.DateTime(), nullable=True),
    sa.Column('correct_until', sa.Date(), nullable=True),
    sa.Column('corrections', sa.Text(), nullable=False),
    sa.Column('corrected_at', sa.DateTime(), nullable=True),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('link_id', sa.Integer(), nullable=True),
    sa.Column('paused_at', sa.DateTime(), nullable=True),
    sa.Column('paused_days', sa.Integer(), nullable=False),
    sa.Column('ready_at', sa.DateTime(), nullable=True),
    sa.Column('sent_back', sa.Text(), nullable=False),
    sa.Column('dropped_why', sa.Text(), nullable=False),
    sa.Column('made_up', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state NOT IN ('ready', 'decided') OR NOT borderline OR second_id IS NOT NULL", name=op.f('ck_assessment_borderline_seconded')),
    sa.CheckConstraint("state NOT IN ('ready', 'decided') OR digest <> ''", name=op.f('ck_assessment_sealed')),
    sa.CheckConstraint('second_id IS NULL OR second_id <> assessor_id', name=op.f('ck_assessment_second_eyes')),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_assessment_application_id_application')),
    sa.ForeignKeyConstraint(['assessor_id'], ['person.id'], name=op.f('fk_assessment_assessor_id_person')),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_assessment_employer_id_employer')),
    sa.ForeignKeyConstraint(['reviewer_id'], ['person.id'], name=op.f('fk_assessment_reviewer_id_person')),
    sa.ForeignKeyConstraint(['scheme_version_id'], ['scheme_version.id'], name=op.f('fk_assessment_scheme_version_id_scheme_version')),
    sa.ForeignKeyConstraint(['second_id'], ['person.id'], name=op.f('fk_assessment_second_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assessment')),
    sa.UniqueConstraint('id', 'assessor_id', name=op.f('uq_assessment_id_assessor_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('assessment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_assessment_assessor_id'), ['assessor_id'], unique=False)
        batch_op.create_index('ix_assessment_application', ['application_id'], unique=True, sqlite_where=sa.text("state <> 'dropped'"), postgresql_where=sa.text("state <> 'dropped'"))
        batch_op.create_index('ix_assessment_employer', ['employer_id', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_assessment_reviewer_id'), ['reviewer_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_assessment_scheme_version_id'), ['scheme_version_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_assessment_second_id'), ['second_id'], unique=False)
        batch_op.create_index('ix_assessment_state', ['state', 'id'], unique=False)

    op.create_table('declared_interest',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('employer_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('declared_at', sa.DateTime(), nullable=False),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_declared_interest_employer_id_employer')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_declared_interest_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_declared_interest')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('declared_interest', schema=None) as batch_op:
        batch_op.create_index('ix_declared_interest_employer', ['employer_id', 'person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_declared_interest_person_id'), ['person_id'], unique=False)

    for statement in statements(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    for statement in GONE[op.get_bind().dialect.name]:
        op.execute(statement)
    with op.batch_alter_table('declared_interest', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_declared_interest_person_id'))
        batch_op.drop_index('ix_declared_interest_employer')

    op.drop_table('declared_interest')
    with op.batch_alter_table('assessment', schema=None) as batch_op:
        batch_op.drop_index('ix_assessment_state')
        batch_op.drop_index(batch_op.f('ix_assessment_second_id'))
        batch_op.drop_index(batch_op.f('ix_assessment_scheme_version_id'))
        batch_op.drop_index(batch_op.f('ix_assessment_reviewer_id'))
        batch_op.drop_index('ix_assessment_employer')
        batch_op.drop_index('ix_assessment_application')
        batch_op.drop_index(batch_op.f('ix_assessment_assessor_id'))

    op.drop_table('assessment')
    with op.batch_alter_table('refused_act', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_refused_act_person_id'))
        batch_op.drop_index('ix_refused_act_assessment')

    op.drop_table('refused_act')
