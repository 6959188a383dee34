"""What the database itself refuses: to change a sealed assessment, or the log of refused acts."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa

SEALED = (
    "application_id",
    "scheme_version_id",
    "assessor_id",
    "opened_at",
    "judgements",
    "assessor_words",
    "facts",
    "result",
    "digest",
    "proposed",
    "confidence",
    "kept_percent",
    "borderline",
    "second_id",
    "second_words",
    "second_at",
    "draft_sent_at",
)
"""Columns that stay from the moment an assessment waits for its decision.

The employer is not among them: a merge gives the row to another with all that it says.
"""
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
    """Yield the triggers of one engine."""
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


def install(
    _target: object, connection: sa.Connection, *, tables: Sequence[sa.Table], **_: object
) -> None:
    """Add the triggers once the tables are made."""
    if {"assessment", "refused_act"} <= {table.name for table in tables}:
        for statement in statements(connection.dialect.name):
            connection.exec_driver_sql(statement)
