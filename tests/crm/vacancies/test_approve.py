"""A trainee's vacancy counts once a colleague has looked at it."""

from decimal import Decimal

from crm.vacancies.models import State
from tests.crm.vacancies.typed import GOOD, only, openings


def test_a_trainees_vacancy_waits_until_a_colleague_approves_it(trainee, officer, make):
    employer = make.employer()

    page = trainee.submit(f"/employers/{employer.ref}/vacancies/new", GOOD)

    assert "Waits for a second check." in page.text
    assert "Approve vacancy" not in page.text
    assert (only().state, openings(employer)) == (State.SECOND_CHECK, 0)
    assert trainee.post("/vacancies/V-00001/approve").status_code == 403

    assert "Approve vacancy" in officer.get("/vacancies/V-00001").text
    page = officer.post("/vacancies/V-00001/approve", follow=True)
    assert "Vacancy V-00001 approved." in page.text
    assert (only().state, openings(employer)) == (State.OPEN, 1)


def test_a_trainees_vacancy_is_sent_back_and_put_right(trainee, officer, make):
    employer = make.employer()
    trainee.submit(f"/employers/{employer.ref}/vacancies/new", GOOD)
    path = "/vacancies/V-00001/send-back"
    assert "is in training" in officer.get("/vacancies/V-00001").text
    assert "In training" in officer.get("/vacancies").text
    assert trainee.post(path, {"check_note": "x"}).status_code == 403

    page = officer.post(path, {"check_note": ""})
    assert "Say what has to be put right." in page.text
    officer.post(path, {"check_note": "Ask for the hours again."})

    assert "Ask for the hours again." in trainee.get("/vacancies/V-00001").text
    assert (only().state, openings(employer)) == (State.SECOND_CHECK, 0)
    trainee.submit("/vacancies/V-00001/edit", {"weekly_hours": "36"})
    assert only().check_note == ""
    officer.post("/vacancies/V-00001/approve")
    assert only().state is State.OPEN
    page = officer.post(path, {"check_note": "Too late"})
    assert "not waiting for a second check" in page.text


def test_nobody_approves_their_own(app, officer, make):
    vacancy = make.vacancy(state=State.SECOND_CHECK, entered_by_id=officer.person_id)

    assert "Approve vacancy" not in officer.get(f"/vacancies/{vacancy.ref}").text
    page = officer.post(f"/vacancies/{vacancy.ref}/approve", follow=True)

    assert "You cannot check your own work." in page.text
    assert only().state is State.SECOND_CHECK


def test_what_a_trainee_changes_waits_again(trainee, make):
    vacancy = make.vacancy()

    trainee.submit(f"/vacancies/{vacancy.ref}/edit", {"pay_amount": "13"})

    assert (only().state, only().pay_amount) == (State.SECOND_CHECK, Decimal(13))
