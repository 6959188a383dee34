"""After a webinar: both plans by one press, the recording, the survey, and the links to them."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.core import clock, journal
from crm.core.access import current_user, needs, own_path, public
from crm.core.db import get_or_404, session
from crm.core.errors import RuleBroken
from crm.core.formats import plural
from crm.core.permissions import Permission
from crm.core.routes import undo_flash
from webinars.day import queries as days
from webinars.day.models import rule_of
from webinars.feedback import actions, queries, rules
from webinars.feedback import survey as surveys
from webinars.feedback.forms import QuestionForm, RecordingForm, given, survey_form
from webinars.feedback.models import SurveyQuestion
from webinars.feedback.rules import ANSWERS
from webinars.programme import queries as programme
from webinars.programme.queries import webinar_or_404
from webinars.programme.rules import is_web_address

bp = Blueprint("feedback", __name__)


@bp.get("/webinars/manage/<ref>/follow-ups")
@needs(Permission.VIEW_WEBINARS)
def show(ref: str) -> ResponseReturnValue:
    """Show both plans with their counts, the recording, and what was answered."""
    webinar = webinar_or_404(ref)
    least, until = days.number("least"), surveys.until(webinar)
    return render_template(
        "webinars/feedback/show.html",
        webinar=webinar,
        figures=days.figures(webinar.id),
        rule=rule_of(webinar),
        sides=queries.sides(webinar),
        over=clock.now() >= webinar.ends_at,
        applied=queries.applied(webinar.id),
        recording=queries.recording_of(webinar.id),
        results=surveys.results(webinar, least),
        asks=rules.survey_open(until, clock.today()),
        until=until,
        answers=ANSWERS,
        least=least,
    )


@bp.post("/webinars/manage/<ref>/follow-ups")
@needs(Permission.RUN_WEBINARS)
def apply(ref: str) -> ResponseReturnValue:
    """Apply both plans: calls for the officers, mails for those who agreed."""
    webinar = webinar_or_404(ref)
    try:
        row = actions.apply(webinar, current_user())
        session.commit()
    except RuleBroken as error:
        session.rollback()
        flash(error.message, "error")
    else:
        mails = plural(row.mails, "mail leaves", "mails leave")
        undo_flash(f"Planned with {plural(row.employers, 'employer')}. {mails} in ten minutes.")
    back = own_path(request.form.get("back", ""))
    return redirect(back or url_for("feedback.show", ref=ref))


@bp.route("/webinars/manage/<ref>/recording", methods=["GET", "POST"])
@needs(Permission.RUN_WEBINARS)
def record(ref: str) -> ResponseReturnValue:
    """Say where the recording is and until when it can be watched."""
    webinar = webinar_or_404(ref)
    form = RecordingForm(obj=queries.recording_of(webinar.id))
    if form.validate_on_submit():
        try:
            journal.operation(f"Set the recording of {webinar.ref}")
            values = form.values("url", "until", "captions")
            actions.set_recording(webinar, by=current_user(), **values)
            session.commit()
        except RuleBroken as error:
            session.rollback()
            form.show(error)
            webinar = webinar_or_404(ref)
        else:
            undo_flash("Set the recording.")
            return redirect(url_for("feedback.show", ref=ref))
    return render_template("webinars/feedback/record.html", webinar=webinar, form=form)


@bp.get("/webinars/manage/survey")
@needs(Permission.VIEW_WEBINARS)
def questions() -> ResponseReturnValue:
    """List the questions of the survey."""
    return render_template(
        "webinars/feedback/questions.html", questions=surveys.questions(), answers=ANSWERS
    )


@bp.route("/webinars/manage/survey/<int:number>", methods=["GET", "POST"])
@needs(Permission.RUN_WEBINARS)
def question(number: int) -> ResponseReturnValue:
    """Ask something else in the place of a question."""
    row = get_or_404(SurveyQuestion, number)
    form = QuestionForm(obj=row)
    if form.validate_on_submit():
        try:
            journal.operation("Changed a question of the survey")
            actions.change_question(row, form.words.data)
            session.commit()
        except RuleBroken as error:
            session.rollback()
            form.show(error)
            row = get_or_404(SurveyQuestion, number)
        else:
            undo_flash("Changed the question. What was answered stays with the old one.")
            return redirect(url_for("feedback.questions"))
    return render_template("webinars/feedback/question.html", form=form, question=row)


@bp.get("/me/after.<token>")
@public
def after(token: str) -> ResponseReturnValue:
    """Show somebody the recording, the survey and the next dates of a webinar they booked."""
    found = queries.behind(token)
    if found is None:
        return render_template("webinars/feedback/ended.html"), 410
    recording = queries.recording_of(found.webinar.id)
    here = [one for one in programme.coming(most=4) if one.id != found.webinar.id]
    return render_template(
        "webinars/feedback/after.html",
        found=found,
        token=token,
        recording=recording,
        lasts=recording is not None and recording.until >= clock.today(),
        asks=rules.survey_open(found.until, clock.today()),
        coming=here[:3],
    )


@bp.get("/me/recording.<token>")
@public
def recording(token: str) -> ResponseReturnValue:
    """Go on to the recording while it can be watched."""
    found = queries.behind(token)
    row = queries.recording_of(found.webinar.id) if found else None
    if row is None or row.until < clock.today() or not is_web_address(row.url):
        return render_template("webinars/feedback/ended.html"), 410
    return redirect(row.url)


@bp.route("/me/survey.<token>", methods=["GET", "POST"])
@public
def survey(token: str) -> ResponseReturnValue:
    """Ask somebody who came five questions; only counts are kept."""
    found = queries.behind(token)
    if found is None or not found.came:
        return render_template("webinars/feedback/ended.html"), 410
    if not found.answered and not rules.survey_open(found.until, clock.today()):
        return render_template("webinars/feedback/closed.html", found=found, token=token), 410
    asked = surveys.questions()
    form: Any = survey_form(asked)
    if form.validate_on_submit():
        try:
            actions.answer(found, given(form, asked))
            session.commit()
        except RuleBroken as error:
            session.rollback()
            form.show(error)
            found = queries.behind(token) or abort(410)
        else:
            return redirect(url_for("feedback.survey", token=token))
    return render_template(
        "webinars/feedback/survey.html", found=found, form=form, asked=asked, token=token
    )
