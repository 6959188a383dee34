"""Who ever assessed a case, whoever took it over since, never decides it: the journal knows."""

from collections.abc import Iterator

from alembic import op

revision = '0067'
down_revision = '0066'

ASSESSED = """EXISTS (SELECT 1 FROM journal_entry AS j WHERE j.table_name = 'assessment'
    AND j.row_id = NEW.assessment_id
    AND NEW.approver_id IN ({before}, {after}))"""
EVER = "who ever assessed a case never decides it"
NAMED = {
    "sqlite": "json_extract(j.{side}, '$.assessor_id')",
    "postgresql": "CAST(j.{side} ->> 'assessor_id' AS integer)",
}
GONE = {
    "sqlite": ("DROP TRIGGER decision_hands",),
    "postgresql": ("DROP TRIGGER decision_hands ON decision", "DROP FUNCTION decision_hands()"),
}


def statements(engine: str) -> Iterator[str]:
    """Yield the trigger of one engine."""
    assessed = ASSESSED.format(
        **{side: NAMED[engine].format(side=side) for side in ("before", "after")}
    )
    if engine == "sqlite":
        yield f"""CREATE TRIGGER decision_hands BEFORE INSERT ON decision
    WHEN {assessed} BEGIN SELECT RAISE(ABORT, '{EVER}'); END"""
        return
    yield f"""CREATE FUNCTION decision_hands() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF {assessed} THEN RAISE EXCEPTION '{EVER}'; END IF;
        RETURN NEW;
    END $$"""
    yield """CREATE TRIGGER decision_hands BEFORE INSERT ON decision
    FOR EACH ROW EXECUTE FUNCTION decision_hands()"""


def upgrade() -> None:
    for statement in statements(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    for statement in GONE[op.get_bind().dialect.name]:
        op.execute(statement)
