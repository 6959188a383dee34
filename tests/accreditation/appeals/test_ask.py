"""A business asks for a review behind its link: the clock, the person, once, in time."""

from datetime import timedelta

import sqlalchemy as sa
import time_machine

from accreditation.appeals import queries, rules
from accreditation.appeals.models import Appeal
from accreditation.appeals.rules import About, State
from accreditation.awards import moves
from accreditation.awards import queries as awards
from accreditation.awards.models import AwardTerms
from accreditation.awards.rules import Move
from accreditation.badges.models import Badge
from accreditation.decisions.sending import PURPOSE
from accreditation.reasons.rules import Outcome
from crm.core import calendar, clock, links
from crm.core.db import session
from crm.core.links import OneTimeLink
from crm.core.outbox import Mail
from crm.core.permissions import Role
from crm.employers.models import Employer
from crm.reference import queries as reference
from tests.accreditation.awards.test_status import path_of as status_path
from tests.accreditation.awards.world import granted
from tests.accreditation.decisions import world


def path_of(employer_id):
    return f"/me/review.{status_path(employer_id).rpartition('award.')[2]}"


def suspended(make, by=None):
    employer = make.employer(name="Windrush Foods", made_up=True)
    make.contact(employer, email="ann@firm.example")
    award = granted(make, employer=employer)
    held = awards.award_or_404(award.ref, lock=True)
    moves.make(held, Move.SUSPEND, by=by or make.person(role=Role.MANAGER), code="SU-1",
               private="x")  # fmt: skip
    session.commit()
    return awards.award_or_404(award.ref)


def asked(award, stranger, words="The slip was another person's."):
    return stranger.post(path_of(award.employer_id), {"words": words}, follow=True)


def one():
    return session.scalars(sa.select(Appeal)).one()


def test_it_is_asked_for_with_a_clock(make, stranger):
    award = suspended(make)
    page = stranger.get(path_of(award.employer_id))
    assert "your level being under review" in page.text
    assert "Until then your level and your badge stay as they are." in page.text

    page = asked(award, stranger)

    row = one()
    today = clock.today()
    assert (row.about, row.state, row.award_id) == (About.SUSPENSION, State.ASKED, award.id)
    assert row.answer_by == calendar.add_working_days(today, 20, reference.holidays())
    assert f"{row.answer_by.day} {row.answer_by:%B %Y}" in page.text
    assert row.ref in page.text
    mail = session.scalars(sa.select(Mail).order_by(Mail.id.desc()).limit(1)).one()
    assert mail.subject == "We look again at our decision"
    assert row.ref in mail.body
    assert session.get(Badge, award.badge_id).held_words == "We are looking at new evidence."


def test_a_decision_is_appealed_against_from_its_letter(make, stranger):
    case = world.waiting(make)
    decision = world.decide(case, world.decider(make), world.wish(Outcome.REFUSED))
    link = session.scalars(sa.select(OneTimeLink).where(OneTimeLink.purpose == PURPOSE)).one()
    token = links.address(link).rpartition("decision.")[2]
    assert f"/me/review.{token}" in stranger.get(f"/me/decision.{token}").text

    stranger.post(f"/me/review.{token}", {"words": "You left the trial out."})

    row = one()
    assert (row.about, row.decision_id, row.award_id) == (About.DECISION, decision.id, None)
    assert row.involved == {case.assessor_id, decision.approver_id}
    assert row.asked_until == decision.appeal_until


def test_the_newest_thing_counts(make):
    case = world.waiting(make)
    decision = world.decide(case, world.decider(make))
    found = queries.subject(case.employer_id)
    assert (found.about, found.decision.id) == (About.DECISION, decision.id)
    held = awards.current(case.employer_id, lock=True)
    moves.make(held, Move.SUSPEND, by=make.person(role=Role.MANAGER), code="SU-1", private="x")
    session.commit()
    assert queries.subject(case.employer_id).about is About.SUSPENSION


def test_only_once_and_only_in_time(make, stranger):
    award = suspended(make)
    path = path_of(award.employer_id)
    until = queries.subject(award.employer_id).until
    with time_machine.travel(clock.now() + (until - clock.today()) + timedelta(days=1)):
        assert "The time for a review is over" in stranger.get(path).text
        assert "could be asked for until" in stranger.post(path, {"words": "x"}).text
    with time_machine.travel(clock.now() + (until - clock.today())):
        assert "We are looking at it again" in asked(award, stranger).text
        assert "You asked for this already" in stranger.post(path, {"words": "y"}).text
    assert one().words == "The slip was another person's."


def test_what_cannot_be_asked(make, stranger):
    employer = make.employer()
    path = path_of(employer.id)
    assert "There is nothing to review yet" in stranger.get(path).text
    assert "There is nothing that you can ask" in stranger.post(path, {"words": "x"}).text
    assert stranger.get("/me/review.x").status_code == 410
    award = suspended(make)
    assert "Say what you think is wrong." in asked(award, stranger, "").text
    assert session.scalars(sa.select(Appeal)).all() == []


def test_the_badge_says_under_review_where_the_periods_say_so(make, stranger):
    terms = session.scalars(sa.select(AwardTerms)).one()
    terms.appeal_holds = True
    session.commit()
    case = world.waiting(make)
    world.decide(case, world.decider(make))
    award = awards.current(case.employer_id)

    asked(award, stranger)

    badge = session.get(Badge, award.badge_id, populate_existing=True)
    assert badge.held_words == "The employer asked for a review."
    assert one().held_badge


def test_looking_changes_nothing(make, stranger):
    award = suspended(make)
    stranger.get(path_of(award.employer_id))
    assert session.scalars(sa.select(Appeal)).all() == []


def test_few_open_ones_cannot_be_worked_out_from_the_rest(make):
    employer, manager = make.employer(), make.person(role=Role.MANAGER)
    for number in range(16):
        done = number > 1
        session.add(
            Appeal(employer_id=employer.id, about=About.DECISION, words="x", asked_at=clock.now(),
                   asked_until=clock.today(), answer_by=clock.today(),
                   state=State.ANSWERED if done else State.ASKED,
                   outcome=[rules.Outcome.REJECTED, rules.Outcome.UPHELD][number % 2]
                   if done else None,
                   answered_at=clock.now() if done else None,
                   answered_by_id=manager.id if done else None)
        )  # fmt: skip
    session.commit()

    figures = queries.figures()

    assert figures.open == figures.in_time == "not shown"
    assert [count for _, count in figures.outcomes] == ["not shown", "0", "not shown", "0"]
    assert figures.asked == "not shown", "sixteen less the others would be the few"


def test_the_figures_hide_small_counts_and_invented_reviews(make, stranger):
    employer = make.employer()
    now = clock.now()
    ends = [rules.Outcome.REJECTED] * 6 + [rules.Outcome.UPHELD] * 7 + [rules.Outcome.VARIED]
    manager = make.person(role=Role.MANAGER)
    for outcome in ends:
        session.add(
            Appeal(employer_id=employer.id, about=About.DECISION, words="x", asked_at=now,
                   asked_until=clock.today(), answer_by=clock.today(), state=State.ANSWERED,
                   outcome=outcome, answered_at=now, answered_by_id=manager.id)
        )  # fmt: skip
    session.commit()
    award = suspended(make)
    asked(award, stranger)

    figures = queries.figures()
    told = dict(figures.outcomes)
    assert told["varied"] == "not shown"
    assert told["rejected"] == "not shown", "else the small one could be worked out"
    assert (told["upheld"], figures.open, figures.asked) == ("7", "0", "14")
    assert figures.in_time == "14"
    page = stranger.get("/reviews")
    assert "not shown" in page.text
    assert session.get(Employer, employer.id).name not in page.text
