"""Every open vacancy against everybody who is looking."""

from tests.browse import Statements


def test_vacancies_with_people_to_choose_stand_first(officer, make):
    make.vacancy(title="Nobody can", weekdays="sat,sun")
    best = make.vacancy(title="Somebody can", weekdays="mon")
    make.profile(participant_ref="CTW-1MON", days="mon")
    make.profile(participant_ref="CTW-2TUE", days="tue")

    page = officer.get("/matches").text

    assert "2 open vacancies against 2 people looking for work" in page
    assert page.index("Somebody can") < page.index("Nobody can")
    assert "CTW-1MON" in page
    assert "Something stands in the way of every vacancy" in page
    left = page.split("Something stands in the way")[1]
    assert "CTW-2TUE" in left
    assert "CTW-1MON" not in left

    officer.post(f"/matches/{best.ref}/C-00001/aside", {"reason": "wish"})
    assert "CTW-1MON" in officer.get("/matches").text.split("Something stands in the way")[1]


def test_no_vacancy_and_nobody_looking_are_said(officer, make):
    assert "No open vacancies" in officer.get("/matches").text
    make.vacancy()
    assert "Nobody is looking" in officer.get("/matches").text


def test_the_whole_county_asks_no_more(officer, make):
    make.profile()
    make.vacancy()
    officer.get("/matches")
    with Statements() as few:
        officer.get("/matches")
    for _ in range(10):
        make.profile(home="OX14 3")
        make.vacancy()
    with Statements() as many:
        officer.get("/matches")

    assert many.count == few.count <= 8
