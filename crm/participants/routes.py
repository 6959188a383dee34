"""Pages about people looking for work. Who may not see profiles does not learn of one."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.core import conflicts, journal, pages
from crm.core.access import current_user, needs
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.forms import Form
from crm.core.permissions import Permission
from crm.core.routes import undo_flash
from crm.participants import actions, queries
from crm.participants.forms import DAYS, MODES, ProfileForm, WordForm
from crm.participants.models import WorkProfile, WorkWord
from crm.participants.rules import Pathway, State, WordKind, codes

bp = Blueprint("participants", __name__)


@bp.get("/participants")
@needs(Permission.VIEW_PROFILES)
def index() -> ResponseReturnValue:
    """List profiles, the newest first."""
    state, pathway = pages.asked("state") or State.LOOKING.value, pages.asked("pathway")
    asked = pages.asked("q", longest=20)
    return render_template(
        "crm/participants/index.html",
        page=queries.page(state, pathway, asked),
        state=state,
        states=queries.STATES,
        pathway=pathway,
        pathways=[(known.value, known.value) for known in Pathway],
        asked=asked,
    )


@bp.route("/participants/new", methods=["GET", "POST"])
@needs(Permission.EDIT_PROFILES)
def new() -> ResponseReturnValue:
    """Write down what work would suit somebody."""
    form = ProfileForm()
    form.offer(queries.words())
    if form.validate_on_submit():
        try:
            journal.operation("Added a profile")
            profile = actions.add(by=current_user(), **form.details)
        except RuleBroken as error:
            session.rollback()
            form.show(error)
        else:
            session.commit()
            undo_flash(f"Profile {profile.ref} added.")
            return redirect(url_for("participants.show", ref=profile.ref))
    return render_template("crm/participants/new.html", form=form)


@bp.get("/participants/<ref>")
@needs(Permission.VIEW_PROFILES)
def show(ref: str) -> ResponseReturnValue:
    """Show one profile in words, and until when it is kept."""
    profile = queries.profile_or_404(ref)
    return render_template(
        "crm/participants/show.html",
        profile=profile,
        told=_told(profile),
        kept_until=queries.kept_until(profile),
    )


@bp.route("/participants/<ref>/edit", methods=["GET", "POST"])
@needs(Permission.EDIT_PROFILES)
def edit(ref: str) -> ResponseReturnValue:
    """Change a profile."""
    profile = queries.profile_or_404(ref)
    form = ProfileForm(obj=profile, seen=profile.version)
    form.offer(queries.words())
    if form.validate_on_submit():
        try:
            conflicts.check(profile, form)
            journal.operation(f"Changed profile {ref}")
            actions.change(profile, **form.details)
            session.commit()
        except RuleBroken as error:
            session.rollback()
            profile = queries.profile_or_404(ref)
            conflicts.show(error, form, profile)
        else:
            undo_flash(f"Profile {ref} saved.")
            return redirect(url_for("participants.show", ref=ref))
    page = render_template("crm/participants/edit.html", form=form, profile=profile)
    return page, form.http_status


@bp.post("/participants/<ref>/state")
@needs(Permission.EDIT_PROFILES)
def move(ref: str) -> ResponseReturnValue:
    """Say that somebody is looking, paused or placed."""
    profile = queries.profile_or_404(ref)
    asked = request.form.get("state", "")
    state = next((one for one in State if one.value == asked), None)
    if Form().validate_on_submit() and state is not None:
        try:
            journal.operation(f"Marked profile {ref} as {state.value}")
            actions.move(profile, state)
            session.commit()
        except RuleBroken as error:
            session.rollback()
            flash(error.message, "error")
        else:
            undo_flash(f"Profile {ref} is {state.value}.")
    return redirect(url_for("participants.show", ref=ref))


@bp.route("/participants/<ref>/erase", methods=["GET", "POST"])
@needs(Permission.TRASH)
def erase(ref: str) -> ResponseReturnValue:
    """Erase a profile for good, after asking."""
    profile = queries.profile_or_404(ref)
    if Form().validate_on_submit():
        actions.erase(profile, "it was asked for")
        session.commit()
        flash(f"Profile {ref} is erased, also from the history.")
        return redirect(url_for("participants.index"))
    return render_template("crm/participants/erase.html", profile=profile, form=Form())


@bp.get("/participants/counts")
@needs(Permission.VIEW_WORK)
def counts() -> ResponseReturnValue:
    """Show how many look for work, for those who see no profile as well."""
    return render_template(
        "crm/participants/counts.html",
        found=queries.counts(),
        states=list(State),
        pathways=list(Pathway),
    )


@bp.get("/participants/words")
@needs(Permission.VIEW_PROFILES)
def words() -> ResponseReturnValue:
    """List the words that profiles are told with."""
    found = queries.words()
    groups = [(kind, [word for word in found if word.kind is kind]) for kind in WordKind]
    return render_template("crm/participants/words.html", groups=groups)


@bp.route("/participants/words/new", methods=["GET", "POST"])
@needs(Permission.EDIT_RATES)
def new_word() -> ResponseReturnValue:
    """Add a word to the list."""
    form = WordForm()
    if form.validate_on_submit():
        try:
            journal.operation(f"Added the word “{form.label.data}”")
            word = actions.add_word(WordKind(form.kind.data), **form.details)
        except RuleBroken as error:
            session.rollback()
            form.show(error)
        else:
            session.commit()
            undo_flash(f"“{word.label}” added.")
            return redirect(url_for("participants.words"))
    return render_template("crm/participants/new_word.html", form=form)


@bp.route("/participants/words/<int:word_id>", methods=["GET", "POST"])
@needs(Permission.EDIT_RATES)
def edit_word(word_id: int) -> ResponseReturnValue:
    """Change a word, or no longer offer it."""
    word = queries.word_or_404(word_id)
    form = WordForm(obj=word, seen=word.version)
    if not form.is_submitted():
        form.kind.data, form.offered.data = word.kind.value, "yes" if word.offered else "no"
    if form.validate_on_submit():
        try:
            conflicts.check(word, form)
            journal.operation(f"Changed the word “{word.label}”")
            actions.change_word(word, kind=WordKind(form.kind.data), **form.details)
            session.commit()
        except RuleBroken as error:
            session.rollback()
            word = queries.word_or_404(word_id)
            conflicts.show(error, form, word)
        else:
            undo_flash(f"“{form.label.data}” saved.")
            return redirect(url_for("participants.words"))
    page = render_template("crm/participants/edit_word.html", form=form, word=word)
    return page, form.http_status


def _told(profile: WorkProfile) -> dict[str, list[str]]:
    """Return the lists of a profile in words."""
    found: dict[str, WorkWord] = {word.code: word for word in queries.words()}
    names = ("sorts_wanted", "sorts_unwanted", "tasks_want", "tasks_can", "tasks_cannot", "support")
    told = {
        name: [found[code].label for code in codes(getattr(profile, name)) if code in found]
        for name in names
    }
    modes = {mode.value: words for mode, words in MODES.items()}
    told["days"] = [DAYS[day] for day in codes(profile.days) if day in DAYS]
    told["travel_by"] = [modes[mode] for mode in codes(profile.travel_by) if mode in modes]
    told["contracts"] = [code.capitalize() for code in codes(profile.contracts)]
    return told
