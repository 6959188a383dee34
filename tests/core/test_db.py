"""Exact values, moments in UTC, and transactions that wait their turn on SQLite."""

import enum
import threading
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
import sqlalchemy as sa

from crm.core import clock
from crm.core.db import Exact, Moment, Money, db, get_or_404, reading, session, upsert, words
from crm.core.jobs import JobRun
from crm.core.outbox import Mail
from crm.employers.models import Employer, SizeBand
from tests.browse import Statements

D = Decimal


@pytest.fixture
def table(app):
    """A table of one column of each exact kind, in this database only."""
    made = sa.Table(
        "exactly", sa.MetaData(),
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("money", Money()), sa.Column("exact", Exact()), sa.Column("at", Moment()),
        sa.Column("size", words(SizeBand)),
    )  # fmt: skip
    made.create(session.connection())
    session.commit()
    return made


def stored(table, **value):
    session.execute(sa.insert(table).values(id=1, **value))
    session.commit()
    [name] = value
    return session.scalar(sa.select(table.c[name]))


@pytest.mark.parametrize(
    "pounds", ["0", "0.0001", "12.71", "-12.71", "26000", "99999999999.9999", "0.1000"]
)
def test_money_comes_back_exactly(table, pounds):
    back = stored(table, money=D(pounds))

    assert isinstance(back, Decimal)
    assert back == D(pounds)


def test_money_is_a_whole_number_in_the_database(table):
    stored(table, money=D("12.71"))
    assert session.scalar(sa.text("SELECT money FROM exactly")) == 127_100


def test_money_adds_up_in_the_database(table):
    rows = [{"id": n, "money": D("0.1")} for n in range(1, 31)]
    session.execute(sa.insert(table), rows)

    assert session.scalar(sa.select(sa.func.sum(table.c.money, type_=Money()))) == D(3)


@pytest.mark.parametrize("pounds", ["0.00001", "12.71005", "NaN", "Infinity"])
def test_money_finer_than_it_can_be_kept_is_refused(table, pounds):
    with pytest.raises((sa.exc.StatementError, ArithmeticError, ValueError)):
        stored(table, money=D(pounds))
    session.rollback()


@pytest.mark.parametrize("value", ["37.5", "0.1", "52.142857142857142857", "7.50", "1E+2", "-3"])
def test_exact_numbers_come_back_as_they_were(table, value):
    assert stored(table, exact=D(value)) == D(value)


@pytest.mark.parametrize("zone", [UTC, clock.LONDON, timezone(timedelta(hours=13))])
def test_a_moment_comes_back_as_the_same_moment_in_utc(table, zone):
    moment = datetime(2026, 6, 30, 23, 30, 15, 123456, tzinfo=UTC)

    back = stored(table, at=moment.astimezone(zone))

    assert back == moment
    assert back.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused(table):
    with pytest.raises(sa.exc.StatementError, match="needs a time zone"):
        stored(table, at=datetime(2026, 1, 1))  # noqa: DTZ001
    session.rollback()


@pytest.mark.parametrize("name", ["money", "exact", "at", "size"])
def test_nothing_known_stays_nothing(table, name):
    assert stored(table, **{name: None}) is None


def test_a_word_is_kept_as_its_value(table):
    assert stored(table, size=SizeBand.SMALL) is SizeBand.SMALL
    assert session.scalar(sa.text("SELECT size FROM exactly")) == "small"


@pytest.mark.parametrize(
    ("column", "kind"), [(Money(), Decimal), (Exact(), Decimal), (Moment(), datetime)]
)
def test_each_type_says_what_python_gets(column, kind):
    assert column.python_type is kind
    assert issubclass(words(SizeBand).python_type, enum.Enum)


@pytest.mark.parametrize("row_id", [None, 0, -1, 2_000_000_000])
def test_a_row_that_is_not_there_answers_404(app, row_id):
    from werkzeug.exceptions import NotFound

    with pytest.raises(NotFound):
        get_or_404(Employer, row_id)


def test_a_row_is_written_over_by_its_key(app):
    row = {"job": "a", "slot": "b", "lease_until": clock.now(), "started_at": clock.now()}
    upsert(JobRun, [row | {"state": "one", "handled": 1}], "job", "slot")
    upsert(JobRun, [row | {"state": "two", "handled": 2}], "job", "slot")
    upsert(JobRun, [], "job", "slot")

    assert session.execute(sa.select(JobRun.state, JobRun.handled)).all() == [("two", 2)]


def begins(act):
    seen = []
    note = lambda _c, _cur, statement, *_: seen.append(statement)  # noqa: E731
    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)
        session.rollback()
    return [statement for statement in seen if statement.startswith("BEGIN")]


def test_a_writer_takes_its_turn_at_once_and_a_reader_none(app, engine):
    def read():
        with reading():
            session.scalar(sa.select(Mail.id))

    sqlite = engine == "sqlite"
    assert begins(lambda: session.scalar(sa.select(Mail.id))) == ["BEGIN IMMEDIATE"] * sqlite
    assert begins(read) == ["BEGIN"] * sqlite


def test_reading_ends_with_its_block_even_after_a_failure(app, engine):
    with pytest.raises(ZeroDivisionError), reading():
        raise ZeroDivisionError

    assert begins(lambda: session.scalar(sa.select(1))) == ["BEGIN IMMEDIATE"] * (
        engine == "sqlite"
    )


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 30_000)],
)
def test_sqlite_is_set_up_to_survive_a_crash(app, engine, pragma, value):
    if engine == "postgres":
        assert session.scalar(sa.text("SHOW default_transaction_isolation")) == "read committed"
        return
    assert session.scalar(sa.text(f"PRAGMA {pragma}")) == value


def test_a_get_begins_as_a_reader_and_a_post_as_a_writer(officer, engine):
    def begun(act):
        return {s for s in begins(act) if s != "BEGIN"}

    assert begun(lambda: officer.get("/healthz")) == set()
    assert begins(lambda: officer.get("/no-such-page")) == ["BEGIN"] * (engine == "sqlite")


def test_two_who_read_and_then_write_both_succeed(app, make):
    """The same two threads fail on SQLite when they begin without taking their turn."""
    employer_id = make.employer(name="0").id
    started = threading.Barrier(2)
    failures = []

    def work():
        with app.app_context():
            try:
                started.wait()
                for _ in range(20):
                    row = session.get(Employer, employer_id, with_for_update=True)
                    row.name = str(int(row.name) + 1)
                    session.commit()
            except sa.exc.OperationalError as error:
                failures.append(error)
            finally:
                session.remove()

    session.rollback()
    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not failures
    assert session.get(Employer, employer_id, populate_existing=True).name == "40"


def test_without_taking_its_turn_the_second_writer_fails(app, make, engine):
    if engine == "postgres":
        pytest.skip("PostgreSQL locks rows, not the database")
    employer_id = make.employer().id
    session.rollback()
    with db.engine.connect() as first, db.engine.connect() as second, reading():
        for connection in (first, second):
            connection.execute(sa.text("PRAGMA busy_timeout=0"))
            connection.rollback()
            connection.execute(sa.select(Employer.name).where(Employer.id == employer_id)).all()
        change = sa.text("UPDATE employer SET name = 'x' WHERE id = :i").bindparams(i=employer_id)
        first.execute(change)
        first.commit()
        with pytest.raises(sa.exc.OperationalError, match="database is locked"):
            second.execute(change)


def test_a_poll_that_finds_nothing_leaves_no_lock(app):
    from crm.core import delivery

    with Statements():
        assert delivery.sweep(clock.now()) == 0
    assert not session().in_transaction()
