"""What is asked after a webinar, until when, and what was answered.

Counts are shown once, when nobody can answer any more: who saw them grow by one would know what the
last person said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from crm.core import clock
from crm.core.db import session
from webinars.day import queries as days
from webinars.feedback import rules
from webinars.feedback.models import SurveyQuestion, SurveyTally
from webinars.programme.models import Webinar


def until(webinar: Webinar) -> date:
    """Return the last day on which the survey of a webinar can be answered.

    The number that counted on the day of the webinar decides: a later one opens no old survey.
    """
    ended_on = clock.to_london(webinar.ends_at).date()
    return rules.survey_until(ended_on, days.number("survey_days", ended_on))


def questions() -> Sequence[SurveyQuestion]:
    """Return the questions that are asked now, in order."""
    return session.scalars(
        sa.select(SurveyQuestion)
        .where(SurveyQuestion.retired_at.is_(None))
        .order_by(SurveyQuestion.position, SurveyQuestion.id)
    ).all()


@dataclass(frozen=True)
class Result:
    """One question with its counts; those of too few are None."""

    words: str
    answered: int | None
    cells: Sequence[int | None]
    rate: str


def results(webinar: Webinar, least: int) -> list[Result]:
    """Return what was answered after a webinar, once its survey is closed; else nothing.

    Nothing is said of fewer than ``least`` answers either.
    """
    if rules.survey_open(until(webinar), clock.today()):
        return []
    rows = session.execute(
        sa.select(SurveyQuestion.id, SurveyQuestion.words, SurveyTally.answer, SurveyTally.count)
        .join(SurveyTally, SurveyTally.question_id == SurveyQuestion.id)
        .where(SurveyTally.webinar_id == webinar.id)
        .order_by(SurveyQuestion.position, SurveyQuestion.id, SurveyTally.answer)
    ).all()
    words: dict[int, str] = {}
    counts: dict[int, list[int]] = {}
    for row in rows:
        words[row[0]] = row[1]
        counts.setdefault(row[0], [0] * len(rules.ANSWERS))[row[2]] = row[3]
    return [_result(words[one], counts[one], least) for one in words if sum(counts[one])]


def _result(words: str, counts: list[int], least: int) -> Result:
    cells, answered, rate = rules.answers(counts, least)
    return Result(words, answered, cells, rate)
