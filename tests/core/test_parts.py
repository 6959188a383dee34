"""The sheet of parts renders whole: every macro, every state."""


def test_the_sheet_shows_every_part(officer):
    page = officer.get("/parts")

    assert page.status_code == 200
    assert "Enter an email address in the correct format" in page.text
