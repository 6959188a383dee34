"""Decisions with their conditions, waivers of gates, the bank of reasons."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = '0055'
down_revision = '0054'

SETTLED = (
    "id, assessment_id, scheme_version_id, assessor_id, second_id, approver_id, proposed, "
    "outcome, level, facts, judgements, result, waived, waived_result, reasons, words, letter, "
    "decided_at, valid_from, valid_until, appeal_until, public_ok, link_id, made_up, previous, "
    "digest"
)
KEPT = "a decision never changes"
UNTRUE = "a decision names the people of its sealed assessment"
TOO_CLOSE = "somebody independent decides on the council itself, never the owner"

SEALED = """EXISTS (SELECT 1 FROM assessment AS a WHERE a.id = NEW.assessment_id
    AND a.state IN ('ready', 'decided') AND a.assessor_id = NEW.assessor_id
    AND a.second_id {same} NEW.second_id AND a.scheme_version_id = NEW.scheme_version_id
    AND a.proposed = NEW.proposed AND a.employer_id = NEW.employer_id)"""
APART = """EXISTS (SELECT 1 FROM employer AS e, person AS p WHERE e.id = NEW.employer_id
    AND p.id = NEW.approver_id AND (e.owner_id IS NULL OR e.owner_id <> p.id)
    AND (p.independent OR NOT e.council)
    AND (NOT p.independent OR p.id = (SELECT a.reviewer_id FROM assessment AS a
        WHERE a.id = NEW.assessment_id)))"""
OWN_CASE = """EXISTS (SELECT 1 FROM assessment AS a WHERE a.employer_id = NEW.employer_id
    AND a.assessor_id = NEW.by_id AND a.state NOT IN ('decided', 'dropped'))"""
NOT_OWN = "nobody waives a gate in a case that they assess"


def statements(engine: str) -> Iterator[str]:
    yield from _sqlite(SETTLED) if engine == "sqlite" else _postgres(SETTLED)


def _sqlite(settled: str) -> Iterator[str]:
    yield f"""CREATE TRIGGER decision_kept BEFORE UPDATE OF {settled} ON decision
    BEGIN SELECT RAISE(ABORT, '{KEPT}'); END"""
    yield f"""CREATE TRIGGER decision_stays BEFORE DELETE ON decision
    BEGIN SELECT RAISE(ABORT, '{KEPT}'); END"""
    yield f"""CREATE TRIGGER decision_true BEFORE INSERT ON decision
    WHEN NOT {SEALED.format(same="IS")} BEGIN SELECT RAISE(ABORT, '{UNTRUE}'); END"""
    yield f"""CREATE TRIGGER decision_apart BEFORE INSERT ON decision
    WHEN NOT {APART} BEGIN SELECT RAISE(ABORT, '{TOO_CLOSE}'); END"""
    yield f"""CREATE TRIGGER waiver_apart BEFORE INSERT ON waiver
    WHEN {OWN_CASE} BEGIN SELECT RAISE(ABORT, '{NOT_OWN}'); END"""


def _postgres(settled: str) -> Iterator[str]:
    yield f"""CREATE FUNCTION decision_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{KEPT}'; END $$"""
    yield f"""CREATE FUNCTION decision_true() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NOT {SEALED.format(same="IS NOT DISTINCT FROM")} THEN RAISE EXCEPTION '{UNTRUE}'; END IF;
        IF NOT {APART} THEN RAISE EXCEPTION '{TOO_CLOSE}'; END IF;
        RETURN NEW;
    END $$"""
    yield f"""CREATE FUNCTION waiver_apart() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF {OWN_CASE} THEN RAISE EXCEPTION '{NOT_OWN}'; END IF;
        RETURN NEW;
    END $$"""
    yield f"""CREATE TRIGGER decision_kept BEFORE UPDATE OF {settled} ON decision
    FOR EACH ROW EXECUTE FUNCTION decision_kept()"""
    yield """CREATE TRIGGER decision_stays BEFORE DELETE ON decision
    FOR EACH ROW EXECUTE FUNCTION decision_kept()"""
    yield """CREATE TRIGGER decision_true BEFORE INSERT ON decision
    FOR EACH ROW EXECUTE FUNCTION decision_true()"""
    yield """CREATE TRIGGER waiver_apart BEFORE INSERT ON waiver
    FOR EACH ROW EXECUTE FUNCTION waiver_apart()"""

GONE = {
    "sqlite": ("DROP TRIGGER waiver_apart", "DROP TRIGGER decision_kept",
               "DROP TRIGGER decision_stays", "DROP TRIGGER decision_true",
               "DROP TRIGGER decision_apart"),
    "postgresql": (
        "DROP TRIGGER waiver_apart ON waiver", "DROP FUNCTION waiver_apart()",
        "DROP TRIGGER decision_kept ON decision", "DROP TRIGGER decision_stays ON decision",
        "DROP TRIGGER decision_true ON decision", "DROP FUNCTION decision_kept()",
        "DROP FUNCTION decision_true()",
    ),
}


def upgrade() -> None:
    op.create_table('decision_reason',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('outcome', sa.String(length=60), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_decision_reason')),
    sa.UniqueConstraint('code', 'from_on', name=op.f('uq_decision_reason_code_from_on')),
    sqlite_autoincrement=True
    )
    op.create_table('waiver',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('employer_id', sa.Integer(), nullable=False),
    sa.Column('gate', sa.Text(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('until', sa.Date(), nullable=False),
    sa.Column('case_ref', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.Column('ended_by_id', sa.Integer(), nullable=True),
    sa.Column('made_up', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("why <> ''", name=op.f('ck_waiver_has_reason')),
    sa.CheckConstraint('(ended_at IS NULL) = (ended_by_id IS NULL)', name=op.f('ck_waiver_ended_by_somebody')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_waiver_by_id_person')),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_waiver_employer_id_employer')),
    sa.ForeignKeyConstraint(['ended_by_id'], ['person.id'], name=op.f('fk_waiver_ended_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_waiver')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('waiver', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_waiver_by_id'), ['by_id'], unique=False)
        batch_op.create_index('ix_waiver_employer', ['employer_id', 'until'], unique=False)
        batch_op.create_index(batch_op.f('ix_waiver_ended_by_id'), ['ended_by_id'], unique=False)

    op.create_table('decision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('assessment_id', sa.Integer(), nullable=False),
    sa.Column('employer_id', sa.Integer(), nullable=False),
    sa.Column('scheme_version_id', sa.Integer(), nullable=False),
    sa.Column('assessor_id', sa.Integer(), nullable=False),
    sa.Column('second_id', sa.Integer(), nullable=True),
    sa.Column('approver_id', sa.Integer(), nullable=False),
    sa.Column('proposed', sa.Text(), nullable=False),
    sa.Column('outcome', sa.String(length=60), nullable=False),
    sa.Column('level', sa.Text(), nullable=False),
    sa.Column('facts', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('judgements', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('result', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('waived', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('waived_result', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('reasons', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('letter', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('decided_at', sa.DateTime(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('appeal_until', sa.Date(), nullable=False),
    sa.Column('public_ok', sa.Boolean(), nullable=False),
    sa.Column('link_id', sa.Integer(), nullable=True),
    sa.Column('made_up', sa.Boolean(), nullable=False),
    sa.Column('previous', sa.Text(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.CheckConstraint("(level = '') = (valid_from IS NULL) AND (level = '') = (valid_until IS NULL)", name=op.f('ck_decision_dates_when_granted')),
    sa.CheckConstraint("(outcome = 'refused') = (level = '')", name=op.f('ck_decision_level_when_granted')),
    sa.CheckConstraint('approver_id <> assessor_id', name=op.f('ck_decision_four_eyes')),
    sa.CheckConstraint('second_id IS NULL OR (second_id <> approver_id AND second_id <> assessor_id)', name=op.f('ck_decision_second_eyes')),
    sa.ForeignKeyConstraint(['approver_id'], ['person.id'], name=op.f('fk_decision_approver_id_person')),
    sa.ForeignKeyConstraint(['assessment_id', 'assessor_id'], ['assessment.id', 'assessment.assessor_id'], name='fk_decision_assessment_id_assessor_id_assessment'),
    sa.ForeignKeyConstraint(['assessor_id'], ['person.id'], name=op.f('fk_decision_assessor_id_person')),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_decision_employer_id_employer')),
    sa.ForeignKeyConstraint(['scheme_version_id'], ['scheme_version.id'], name=op.f('fk_decision_scheme_version_id_scheme_version')),
    sa.ForeignKeyConstraint(['second_id'], ['person.id'], name=op.f('fk_decision_second_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_decision')),
    sa.UniqueConstraint('assessment_id', name=op.f('uq_decision_assessment_id')),
    sa.UniqueConstraint('previous', name=op.f('uq_decision_previous')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_decision_approver_id'), ['approver_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_decision_assessor_id'), ['assessor_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_decision_decided_at'), ['decided_at'], unique=False)
        batch_op.create_index('ix_decision_employer', ['employer_id', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_decision_scheme_version_id'), ['scheme_version_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_decision_second_id'), ['second_id'], unique=False)

    op.create_table('milestone',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('decision_id', sa.Integer(), nullable=False),
    sa.Column('employer_id', sa.Integer(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('met_on', sa.Date(), nullable=True),
    sa.Column('met_by_id', sa.Integer(), nullable=True),
    sa.Column('proof', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(met_on IS NULL) = (met_by_id IS NULL) AND (met_on IS NULL OR proof <> '')", name=op.f('ck_milestone_met_with_proof')),
    sa.ForeignKeyConstraint(['decision_id'], ['decision.id'], name=op.f('fk_milestone_decision_id_decision')),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_milestone_employer_id_employer')),
    sa.ForeignKeyConstraint(['met_by_id'], ['person.id'], name=op.f('fk_milestone_met_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_milestone')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('milestone', schema=None) as batch_op:
        batch_op.create_index('ix_milestone_decision', ['decision_id', 'due_on'], unique=False)
        batch_op.create_index('ix_milestone_due', ['met_on', 'due_on', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_milestone_employer_id'), ['employer_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_milestone_met_by_id'), ['met_by_id'], unique=False)

    with op.batch_alter_table('proposed_level', schema=None) as batch_op:
        batch_op.add_column(sa.Column('decided', sa.JSON(none_as_null=True), server_default='{}', nullable=False))


    for statement in statements(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    for statement in GONE[op.get_bind().dialect.name]:
        op.execute(statement)
    with op.batch_alter_table('proposed_level', schema=None) as batch_op:
        batch_op.drop_column('decided')

    with op.batch_alter_table('milestone', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_milestone_met_by_id'))
        batch_op.drop_index(batch_op.f('ix_milestone_employer_id'))
        batch_op.drop_index('ix_milestone_due')
        batch_op.drop_index('ix_milestone_decision')

    op.drop_table('milestone')
    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_decision_second_id'))
        batch_op.drop_index(batch_op.f('ix_decision_scheme_version_id'))
        batch_op.drop_index('ix_decision_employer')
        batch_op.drop_index(batch_op.f('ix_decision_decided_at'))
        batch_op.drop_index(batch_op.f('ix_decision_assessor_id'))
        batch_op.drop_index(batch_op.f('ix_decision_approver_id'))

    op.drop_table('decision')
    with op.batch_alter_table('waiver', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_waiver_ended_by_id'))
        batch_op.drop_index('ix_waiver_employer')
        batch_op.drop_index(batch_op.f('ix_waiver_by_id'))

    op.drop_table('waiver')
    op.drop_table('decision_reason')
