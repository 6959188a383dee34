"""A job carved out of a post, and the post kept beside it."""

from decimal import Decimal

import sqlalchemy as sa

from crm.core.db import session
from crm.pay.rules import Basis
from crm.vacancies.models import Vacancy
from crm.vacancies.rules import TaskKind
from tests.browse import Browser, count_rows, form_defaults

TASKS = "Prepare food\nWash up\nLay tables\nTake orders"


def newest():
    session.expire_all()
    return session.scalars(sa.select(Vacancy).order_by(Vacancy.id.desc())).first()


def test_tasks_are_taken_out_of_a_post_and_both_stand_side_by_side(officer, make):
    pay = {"pay_amount": Decimal(26000), "pay_basis": Basis.ANNUAL, "weekly_hours": Decimal(40)}
    post = make.vacancy(title="Kitchen assistant", tasks=TASKS, transport="First bus 06:50", **pay)
    path = f"/vacancies/{post.ref}/carve"

    page = officer.submit(path, {"title": ""})
    assert "Tick at least one task." in page.text
    assert "Enter a title for the new job." in page.text
    assert count_rows(Vacancy) == 1

    answers = {"taken": ["Wash up", "Lay tables"], "title": "Table hand", "weekly_hours": "12"}
    page = officer.submit(path, answers)

    assert "carved out of V-00001" in page.text
    assert "Kitchen assistant before" in page.text
    made = newest()
    assert (made.title, made.tasks, made.transport) == (
        "Table hand", "Wash up\nLay tables", "First bus 06:50",
    )  # fmt: skip
    assert (made.pay_amount, made.pay_basis) == (Decimal("12.50"), Basis.HOURLY)
    carving = made.carving
    assert [(t.words, t.kind) for t in carving.post] == [
        ("Prepare food", TaskKind.LEFT),
        ("Wash up", TaskKind.TAKEN),
        ("Lay tables", TaskKind.TAKEN),
        ("Take orders", TaskKind.LEFT),
    ]
    assert {t.kind for t in carving.job} == {TaskKind.TAKEN}
    assert post.carving is None

    undo = page.text.split('action="/history/')[1].split('"')[0]
    officer.post(f"/history/{undo}")
    assert count_rows(Vacancy) == 1


def test_a_task_that_the_post_does_not_have_is_not_taken(officer, make):
    post = make.vacancy(tasks=TASKS)

    page = officer.submit(f"/vacancies/{post.ref}/carve", {"title": "x", "taken": ["Rob a bank"]})

    assert "Tick at least one task." in page.text
    assert count_rows(Vacancy) == 1


def test_without_tasks_the_page_says_what_to_do_first(officer, make):
    page = officer.get(f"/vacancies/{make.vacancy().ref}/carve")

    assert "Write the tasks of this post down first" in page.text


def test_what_a_job_was_carved_out_of_is_written_down_later(officer, make):
    job = make.vacancy(tasks="wash up.\nSweep the yard")
    path = f"/vacancies/{job.ref}/carving"

    page = officer.submit(path, {"post_title": "Cook", "post_tasks": "Cook\nTake orders"})
    assert "Tick each task that was taken out into this job." in page.text
    assert 'value="Take orders"' in page.text

    page = officer.submit(path, {"post_title": "Kitchen assistant", "post_tasks": TASKS})
    assert "New in this job" in page.text
    assert newest().post_taken == "Wash up"

    officer.submit(path, {"taken": ["Wash up", "Lay tables"]})
    assert newest().post_taken == "Wash up\nLay tables"


def test_two_who_write_down_the_post_see_both_versions(app, officer, make):
    job = make.vacancy(tasks="Wash up", post_title="Cook", post_tasks=TASKS, post_taken="Wash up")
    path = f"/vacancies/{job.ref}/carving"
    opened = form_defaults(officer.get(path).text)
    Browser(app, make.person(name="Aisha Karim")).submit(path, {"post_title": "Chef"})

    page = officer.post(path, opened | {"post_title": "Head cook"})

    assert page.status_code == 409
    assert "Aisha Karim saved this record" in page.text
    assert newest().post_title == "Chef"


def test_a_trainees_carved_job_waits_for_a_second_check(trainee, make):
    post = make.vacancy(tasks=TASKS)

    page = trainee.submit(f"/vacancies/{post.ref}/carve", {"title": "Help", "taken": ["Wash up"]})

    assert "Waits for a second check." in page.text
