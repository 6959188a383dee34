"""Rows that ship in a CSV file: missing ones are added once, what somebody changed stays."""

import sqlalchemy as sa
from flask import current_app

from crm.core import shipped
from crm.core.db import session
from crm.core.journal import Operation
from crm.vault.models import RetentionClass


def load(path, text):
    path.write_text(text, encoding="utf-8")
    return shipped.load(
        path,
        "Loaded some classes",
        known=set(session.scalars(sa.select(RetentionClass.code))),
        key=lambda line: line["code"],
        row=lambda line: RetentionClass(**{**line, "months": int(line["months"])}),
    )


def operations():
    return session.scalar(
        sa.select(sa.func.count()).where(Operation.title == "Loaded some classes")
    )


def test_missing_rows_come_in_as_one_operation_and_changed_ones_stay(app, tmp_path):
    head = "code,name,covers,months,counts_from,source,status\n"
    first = "x1,“Café”,a,12,b,s,unconfirmed\n"
    second = "x2,B,a,24,b,s,unconfirmed\n"
    file = tmp_path / "classes.csv"

    assert load(file, head + first + second) == 2
    session.commit()
    row = session.scalars(sa.select(RetentionClass).where(RetentionClass.code == "x1")).one()
    assert row.name == "“Café”"
    row.months = 99
    session.commit()

    assert load(file, head + first + second) == 0
    assert operations() == 1
    assert load(file, head + first + second + "x3,C,a,36,b,s,unconfirmed\n") == 1
    session.commit()
    assert operations() == 2
    kept = session.scalars(
        sa.select(RetentionClass.months)
        .where(RetentionClass.code.in_(["x1", "x2", "x3"]))
        .order_by(RetentionClass.code)
    ).all()
    assert kept == [99, 24, 36]


def test_every_slice_adds_nothing_the_second_time(app):
    seeds = [seed for one in current_app.extensions["features"] for seed in one.seeds]
    for seed in seeds:
        seed.load()
    session.commit()

    assert {seed.name: seed.load() for seed in seeds} == dict.fromkeys(
        (seed.name for seed in seeds), 0
    )
