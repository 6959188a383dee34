"""A business applies by its link: answers, level, signature, receipt, and where it stands."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from accreditation.applications import actions, queries
from accreditation.applications.models import Application, State
from accreditation.declared.models import Declared, Source
from accreditation.levels import queries as levels
from crm.core import clock
from crm.core.db import session
from crm.core.outbox import Mail
from crm.employers.models import Employer, SizeBand
from crm.followups.models import FollowUp
from tests.accreditation.applying.world import (
    ANSWERS,
    SIGNED,
    asked,
    fill,
    filled_and_sent,
    fresh,
    path,
    send,
    text_of,
)
from tests.browse import count_rows
from tests.webinars.feedback.made import came, over


def test_a_small_employer_answers_three_pages_signs_and_sends(stranger, make):
    row, link = filled_and_sent(stranger, make)

    assert row.state is State.SUBMITTED
    assert (row.signatory_name, row.signatory_role, row.public_ok) == ("Ines Marlow", "Owner", True)
    assert (row.declared_on, "true today" in row.statement) == (clock.today(), True)
    said = {d.metric: (d.value, d.source) for d in session.scalars(sa.select(Declared))}
    assert said == {
        "living_wage": (1, Source.DECLARED),
        "supervisor": (2, Source.DECLARED),
        "disability_confident": (1, Source.DECLARED),
    }
    assert [one.ref for one in queries.waiting()] == [row.ref]
    step = session.scalars(sa.select(FollowUp)).one()
    assert step.title == f"Look at application {row.ref}"
    kinds = {mail.subject for mail in session.scalars(sa.select(Mail))}
    assert f"We have your application {row.ref}" in kinds
    assert "Where it stands" in stranger.get(link).text


def test_the_stored_level_counts_what_was_declared(stranger, make):
    row, _ = filled_and_sent(stranger, make)

    assert levels.stored(row.employer_id).points == 0, "declared points need checked ones beside"
    session.expire_all()


@pytest.mark.parametrize(
    ("size", "asks", "spares"),
    [
        (SizeBand.MICRO, ["pay", "leadership"], ["support"]),
        (SizeBand.SMALL, ["pay", "support", "leadership"], []),
        (SizeBand.UNKNOWN, ["pay", "support", "leadership"], []),
    ],
)
def test_only_what_rests_on_declarations_is_asked(stranger, make, size, asks, spares):
    link = path(asked(make, size=size))

    page = stranger.get(link).text
    assert all(f"{link}/answer/{part}" in page for part in asks)
    for part in [*spares, "outcomes", "nothing"]:
        assert stranger.get(f"{link}/answer/{part}").status_code == 404


def test_a_medium_employer_is_asked_for_its_policy_a_small_one_is_not(stranger, make):
    small = path(asked(make))
    medium = path(asked(make, size=SizeBand.MEDIUM))

    assert "said_LE2" not in stranger.get(f"{small}/answer/leadership").text
    assert "said_LE2" in stranger.get(f"{medium}/answer/leadership").text


def test_an_unknown_size_is_judged_strictly_until_it_is_said_and_then_kept(stranger, make):
    row = asked(make, size=SizeBand.UNKNOWN)
    link = path(row)
    assert "strictest rules" in stranger.get(link).text

    page = stranger.submit(f"{link}/size", {"size": "micro"})
    assert "strictest rules" not in text_of(page)
    assert stranger.get(f"{link}/answer/support").status_code == 404
    fill(stranger, link, {part: ANSWERS[part] for part in ("pay", "leadership")})
    send(stranger, link)

    assert session.get(Employer, row.employer_id, populate_existing=True).size_band == "micro"


def test_unknown_not_applicable_and_no_are_three_answers(stranger, make):
    row = asked(make)
    link = path(row)
    fill(
        stranger, link,
        {
            "pay": {"said_FP2": "unknown"},
            "support": {"said_SW3": "not-applicable", "words_SW3": "We are two owners"},
            "leadership": {"said_LE1": "step-0"},
        },
    )  # fmt: skip
    page = stranger.get(f"{link}/check")
    said = [words in page.text for words in ("We do not know", "Does not apply", "Not a member")]
    assert said == [True, True, True]
    send(stranger, link)

    rows = {d.metric: (d.source, d.value, d.words) for d in session.scalars(sa.select(Declared))}
    assert rows == {
        "supervisor": (Source.NOT_APPLICABLE, 0, "We are two owners"),
        "disability_confident": (Source.DECLARED, 0, ""),
    }
    facts, _ = queries.result(fresh(row))
    assert facts.left_out == frozenset(), "it waits for a person to approve it"


def test_what_does_not_apply_needs_a_reason(stranger, make):
    row = asked(make)
    page = stranger.submit(f"{path(row)}/answer/support", {"said_SW3": "not-applicable"})

    assert "say why it does not apply" in page.text
    assert fresh(row).answers == {}


def test_an_end_that_is_over_is_refused(stranger, make):
    row = asked(make)
    given = {"said_FP2": "step-1", "until_FP2": "1/2/2020"}
    page = stranger.submit(f"{path(row)}/answer/pay", given)

    assert "this day is over" in page.text
    assert fresh(row).answers == {}


def test_what_was_saved_is_there_when_they_come_back(stranger, app, make):
    row = asked(make)
    link = path(row)
    stranger.submit(f"{link}/answer/pay", {"said_FP2": "step-1", "words_FP2": "Since May"})

    page = stranger.get(f"{link}/answer/pay").text
    assert 'value="step-1" checked' in page
    assert "Since May" in page


def test_updating_shows_the_level_and_saves_nothing(stranger, make):
    row = asked(make)
    link = f"{path(row)}/answer/leadership"
    before = text_of(stranger.get(link))
    page = stranger.submit(link, {"said_LE1": "step-3", "check": "y"})

    assert "4 of 106 points" not in before
    assert "of what you declare do not count" in text_of(page)
    assert (fresh(row).answers, count_rows(Declared)) == ({}, 0)


def test_two_cheapest_steps_come_first_and_the_whole_set_is_there(stranger, make):
    page = text_of(stranger.get(path(asked(make))))

    assert "Two cheapest next steps to Bronze" in page
    first = page.split("Two cheapest next steps to Bronze")[1].split("What we already hold")[0]
    assert "takes hours." in first, first


def test_sending_twice_sends_once(stranger, make):
    row, link = filled_and_sent(stranger, make)
    sent_at = row.submitted_at
    page = stranger.post(f"{link}/check", SIGNED, follow=True)

    assert "We have your application" in page.text
    assert fresh(row).submitted_at == sent_at
    assert count_rows(Declared) == 3


def test_nothing_is_sent_unsigned_or_unanswered(stranger, make):
    row = asked(make)
    link = path(row)
    page = stranger.submit(f"{link}/check", SIGNED)
    assert "Answer this first: Pays a living wage" in page.text

    fill(stranger, link)
    both = stranger.submit(f"{link}/check", {"name": "", "role": ""}).text
    assert 'href="#name">Enter the full name' in both
    assert 'href="#role">Enter the role' in both
    page = stranger.submit(f"{link}/check", {"name": "", "role": "Owner"})
    assert "Enter the full name" in page.text
    page = stranger.submit(f"{link}/check", {"name": "Ines Marlow", "role": ""})
    assert "Enter the role" in page.text
    assert fresh(row).state is State.DRAFT


def test_the_level_they_hope_for_is_optional_and_told_to_who_assesses(stranger, officer, make):
    row = asked(make)
    link = path(row)
    fill(stranger, link)
    page = send(stranger, link, SIGNED | {"level": "platinum"})
    assert "Choose one of the answers for “Level you hope for (optional)”" in page.text
    assert fresh(row).state is State.DRAFT

    send(stranger, link, SIGNED | {"level": "silver"})
    assert fresh(row).level_wanted == "silver"
    assert "Level you hope for Silver, Practising" in text_of(stranger.get(link))
    assert "Asks for Silver" in officer.get("/accreditation/reviews").text
    case = officer.get(f"/accreditation/applications/{row.ref}").text
    assert ("Hopes for" in case, "Silver, Practising" in case) == (True, True)

    page = officer.post(f"/accreditation/reviews/take/{row.ref}", follow=True).text
    assert "They hope for" in page


def test_no_level_in_particular_is_an_answer_too(stranger, make):
    row, link = filled_and_sent(stranger, make)

    assert row.level_wanted == ""
    assert "Level you hope for" not in text_of(stranger.get(link))


def test_without_the_tick_nothing_is_public(stranger, make):
    row = asked(make)
    link = path(row)
    fill(stranger, link)
    send(stranger, link, {"name": "Ines Marlow", "role": "Owner"})

    assert fresh(row).public_ok is False


def test_the_status_shows_level_criteria_dates_and_next_steps(stranger, make):
    _, link = filled_and_sent(stranger, make)
    page = text_of(stranger.get(link))

    for words in ("Sent. It waits", "No level yet", "Each criterion", "Newest evidence:",
                  "Two cheapest next steps", "Pays a living wage", "Not assessed"):  # fmt: skip
        assert words in page


def test_records_of_one_person_never_reach_the_page(stranger, make):
    row = asked(make)
    placement = make.placement(session.get(Employer, row.employer_id))
    session.commit()
    page = stranger.get(path(row)).text

    assert "Paid jobs started" in page
    assert placement.ref not in page
    assert placement.participant_ref not in page


def test_webinars_they_came_to_are_counted_without_names(stranger, make):
    row = asked(make)
    employer = session.get(Employer, row.employer_id)
    came(over(make), "Wanda Pell", "wanda@isis.example", employer=employer)
    came(over(make), "Noel Frost", "noel@isis.example", employer=employer, minutes=0)
    page = stranger.get(path(row)).text

    assert "Times somebody came to a webinar" in page
    assert ">1, on " in page
    assert "Wanda" not in page


def test_withdrawing_by_the_link_takes_the_declarations_back(stranger, make):
    row, link = filled_and_sent(stranger, make)
    page = stranger.submit(f"{link}/withdraw", {"why": "We moved"})

    assert "Withdrawn" in page.text
    assert (fresh(row).state, fresh(row).withdrawn_why) == (State.WITHDRAWN, "We moved")
    assert count_rows(Declared) == 0
    page = stranger.submit(f"{link}/withdraw", {})
    assert "withdrawn already" in page.text


def test_what_is_being_assessed_is_not_withdrawn_by_the_link(stranger, make):
    row, link = filled_and_sent(stranger, make)
    actions.take(fresh(row))
    session.commit()

    page = stranger.submit(f"{link}/withdraw", {})
    assert "ask the person who has it" in page.text
    assert fresh(row).state is State.TAKEN


def test_a_link_ends_with_its_days_with_a_newer_one_and_is_never_guessed(stranger, make):
    row = asked(make)
    old = path(row)
    with time_machine.travel(clock.now() + timedelta(days=91)):
        page = stranger.get(old)
        assert (page.status_code, "Its time is over" in page.text) == (410, True)
    employer = session.get(Employer, row.employer_id)
    again = asked(make, employer=employer)
    assert again.id == row.id, "one that is being filled in goes on"
    page = stranger.get(old)
    assert page.status_code in {404, 410}
    assert stranger.get("/me/level.nothing").status_code == 404
    assert stranger.get(path(again)).status_code == 200


def test_after_it_was_sent_the_link_shows_where_it_stands_for_long(stranger, make):
    _, link = filled_and_sent(stranger, make)

    with time_machine.travel(clock.now() + timedelta(days=400)):
        assert stranger.get(link).status_code == 200


def test_somebody_of_the_staff_fills_it_in_on_the_phone_under_their_own_name(officer, make):
    row = asked(make)
    link = path(row)
    page = officer.get(link)
    assert "You fill this in for Isis Bakery" in page.text

    officer.submit(f"{link}/answer/pay", {"said_FP2": "step-1"})
    assert fresh(row).filled_by_id == officer.person_id


def test_a_trainee_behind_the_link_is_nobody_special(trainee, make):
    row = asked(make)
    trainee.submit(f"{path(row)}/answer/pay", {"said_FP2": "step-1"})

    assert fresh(row).filled_by_id is None


def test_a_renewal_asks_only_what_has_run_out(stranger, make):
    row, _ = filled_and_sent(stranger, make)
    old = fresh(row)
    old.state = State.DECIDED
    dated = {code: dict(one) for code, one in old.answers.items()}
    for code in ("FP2", "LE1", "SW3"):
        days = 400 if code == "FP2" else 100
        dated[code]["on"] = (clock.today() - timedelta(days=days)).isoformat()
    old.answers = dated
    session.commit()

    again = asked(make, employer=session.get(Employer, row.employer_id), renewal_of="B-00001")
    assert again.id != row.id
    link = path(again)
    page = stranger.get(link, follow=True)
    assert "Pays a living wage" in page.text
    assert "said_LE1" not in page.text

    page = stranger.submit(f"{link}/answer/again", {"said_FP2": "step-1"})
    assert "Check your answers" in page.text
    assert 'value="Ines Marlow"' in page.text
    page = send(stranger, link)
    assert "We have your application" in page.text
    assert fresh(again).renewal_of == "B-00001"


def test_one_that_waits_is_not_asked_for_again(stranger, make):
    row, _ = filled_and_sent(stranger, make)
    employer = session.get(Employer, row.employer_id)
    with pytest.raises(Exception, match="sent already"):
        asked(make, employer=employer)
    session.rollback()
    assert count_rows(Application) == 1
