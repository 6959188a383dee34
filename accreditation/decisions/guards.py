"""What the database itself refuses: to change a decision, or one that four eyes did not see."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa

KEPT = "a decision never changes"
UNTRUE = "a decision names the people of its sealed assessment"
TOO_CLOSE = "somebody independent decides on the council itself, never the owner"
MOVES = ("employer_id",)
"""What may change still: a merge gives the row to another employer, with all that it says."""

SEALED = """EXISTS (SELECT 1 FROM assessment AS a WHERE a.id = NEW.assessment_id
    AND a.state IN ('ready', 'decided') AND a.assessor_id = NEW.assessor_id
    AND a.second_id {same} NEW.second_id AND a.scheme_version_id = NEW.scheme_version_id
    AND a.proposed = NEW.proposed AND a.employer_id = NEW.employer_id)"""
APART = """EXISTS (SELECT 1 FROM employer AS e, person AS p WHERE e.id = NEW.employer_id
    AND p.id = NEW.approver_id AND (e.owner_id IS NULL OR e.owner_id <> p.id)
    AND (p.independent OR NOT e.council)
    AND (NOT p.independent OR p.id = (SELECT a.reviewer_id FROM assessment AS a
        WHERE a.id = NEW.assessment_id)))"""
ASSESSED = """EXISTS (SELECT 1 FROM journal_entry AS j WHERE j.table_name = 'assessment'
    AND j.row_id = NEW.assessment_id
    AND NEW.approver_id IN ({before}, {after}))"""
"""Whoever the journal ever names as assessor of the case, whoever took it over since."""
EVER = "who ever assessed a case never decides it"
OWN_CASE = """EXISTS (SELECT 1 FROM assessment AS a WHERE a.employer_id = NEW.employer_id
    AND a.assessor_id = NEW.by_id AND a.state NOT IN ('decided', 'dropped'))"""
NOT_OWN = "nobody waives a gate in a case that they assess"


def statements(engine: str, columns: Sequence[str]) -> Iterator[str]:
    """Yield the triggers of one engine; ``columns`` are those of a decision."""
    settled = ", ".join(name for name in columns if name not in MOVES)
    yield from _sqlite(settled) if engine == "sqlite" else _postgres(settled)


def _sqlite(settled: str) -> Iterator[str]:
    yield f"""CREATE TRIGGER decision_kept BEFORE UPDATE OF {settled} ON decision
    BEGIN SELECT RAISE(ABORT, '{KEPT}'); END"""
    yield f"""CREATE TRIGGER decision_stays BEFORE DELETE ON decision
    BEGIN SELECT RAISE(ABORT, '{KEPT}'); END"""
    yield f"""CREATE TRIGGER decision_true BEFORE INSERT ON decision
    WHEN NOT {SEALED.format(same="IS")} BEGIN SELECT RAISE(ABORT, '{UNTRUE}'); END"""
    yield f"""CREATE TRIGGER decision_apart BEFORE INSERT ON decision
    WHEN NOT {APART} BEGIN SELECT RAISE(ABORT, '{TOO_CLOSE}'); END"""
    named = {side: f"json_extract(j.{side}, '$.assessor_id')" for side in ("before", "after")}
    yield f"""CREATE TRIGGER decision_hands BEFORE INSERT ON decision
    WHEN {ASSESSED.format(**named)} BEGIN SELECT RAISE(ABORT, '{EVER}'); END"""
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
    named = {
        side: f"CAST(j.{side} ->> 'assessor_id' AS integer)" for side in ("before", "after")
    }  # fmt: skip
    yield f"""CREATE FUNCTION decision_hands() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF {ASSESSED.format(**named)} THEN RAISE EXCEPTION '{EVER}'; END IF;
        RETURN NEW;
    END $$"""
    yield """CREATE TRIGGER decision_hands BEFORE INSERT ON decision
    FOR EACH ROW EXECUTE FUNCTION decision_hands()"""
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


def install(
    _target: object, connection: sa.Connection, *, tables: Sequence[sa.Table], **_: object
) -> None:
    """Add the triggers once the table is made."""
    for table in tables:
        if table.name == "decision":
            columns = [column.name for column in table.columns]
            for statement in statements(connection.dialect.name, columns):
                connection.exec_driver_sql(statement)
