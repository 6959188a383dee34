"""The queue of likely pairs, the merge screen, "not the same" and the weights."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.core import clock, formats
from crm.core.access import current_user, needs
from crm.core.db import session
from crm.core.forms import Form
from crm.core.permissions import Permission
from crm.core.routes import undo_flash
from crm.duplicates import actions, queries, rules, shown
from crm.duplicates.forms import ApartForm, MergeForm, RulesForm
from crm.employers.models import Employer
from crm.employers.queries import employer_or_404, options
from crm.likeness import actions as weighing
from crm.likeness import queries as likeness
from crm.likeness.queries import Rules
from crm.likeness.shipped import weights

bp = Blueprint("duplicates", __name__, url_prefix="/records/duplicates")
SAMPLE = 20


@bp.get("")
@needs(Permission.MERGE)
def index() -> ResponseReturnValue:
    """List the pairs that may be one employer, strongest first."""
    return render_template(
        "crm/duplicates/index.html", page=queries.queue(), waiting=queries.count(), form=Form()
    )


@bp.post("/sweep")
@needs(Permission.MERGE)
def sweep() -> ResponseReturnValue:
    """Compare all employers now."""
    found = actions.refill()
    session.commit()
    flash(f"Compared all employers: {formats.plural(found, 'likely pair')}.")
    return redirect(url_for("duplicates.index"))


@bp.get("/<ref>/<other>")
@needs(Permission.MERGE)
def show(ref: str, other: str) -> ResponseReturnValue:
    """Show two employers side by side: what differs, and what a merge would save."""
    return _screen(*_pair(ref, other))


@bp.post("/<ref>/<other>")
@needs(Permission.MERGE)
def merge(ref: str, other: str) -> ResponseReturnValue:
    """Merge, when the result that was shown is the one that would be saved; else show it."""
    keep, fold = _pair(ref, other)
    chosen = _chosen(*_facts(keep, fold))
    form = MergeForm()
    lines = shown.lines(*_facts(keep, fold), chosen, _words(keep, fold))
    same = form.seen.data == _versions(keep, fold) and form.shown.data == shown.digest(lines)
    if "merge" not in request.form or not same:
        changed = "merge" in request.form
        session.rollback()
        return _screen(*_pair(ref, other), chosen, changed=changed)
    title = f"Merged {fold.name} ({fold.ref}) into {keep.name}."
    actions.merge(keep, fold, chosen, actor=current_user())
    session.commit()
    undo_flash(title)
    return redirect(url_for("employers.show", ref=ref))


@bp.post("/<ref>/<other>/apart")
@needs(Permission.MERGE)
def apart(ref: str, other: str) -> ResponseReturnValue:
    """Remember that two employers are two; go on to the next pair."""
    one, two = _pair(ref, other)
    form = ApartForm()
    if not form.validate_on_submit():
        return _screen(one, two, apart_form=form)
    actions.keep_apart(one, two, form.reason.data or "", actor=current_user())
    following = queries.next_pair(one.id, two.id)
    address = (
        url_for("duplicates.show", ref=_ref(following.one_id), other=_ref(following.other_id))
        if following
        else url_for("duplicates.index")
    )
    session.commit()
    undo_flash("Kept apart. This pair does not come back.")
    return redirect(address)


@bp.route("/rules", methods=["GET", "POST"])
@needs(Permission.EDIT_RATES)
def weigh() -> ResponseReturnValue:
    """Change the weights; try them on the service's own employers before saving."""
    now = likeness.in_force(clock.today())
    form = RulesForm(data={**now.weights, "threshold": round(now.threshold * 100)})
    if request.method == "GET":
        form.source.data = ""
    tried = None
    if form.validate_on_submit():
        points = {weight.code: form.points(weight.code) for weight in weights()}
        threshold = form.points("threshold")
        if "save" in request.form:
            weighing.save(points, threshold, on=clock.today(), source=form.source.data)
            session.commit()
            undo_flash("Weights saved. The next sweep uses them.")
            return redirect(url_for("duplicates.index"))
        tried = _tried(now, Rules(points, threshold / 100))
    return render_template(
        "crm/duplicates/weigh.html", form=form, now=now, tried=tried, sample=SAMPLE
    )


def _tried(before: Rules, after: Rules) -> dict[str, Any]:
    """Compare what two sets of weights find among the employers of this service."""
    old, new = queries.sweep(before), queries.sweep(after)
    known = {(pair.one.id, pair.other.id) for pair in old}
    found = {(pair.one.id, pair.other.id) for pair in new}
    return {
        "before": len(old),
        "after": len(new),
        "gained": [pair for pair in new if (pair.one.id, pair.other.id) not in known],
        "lost": [pair for pair in old if (pair.one.id, pair.other.id) not in found],
    }


def _screen(
    keep: Employer,
    fold: Employer,
    chosen: dict[str, set[str]] | None = None,
    *,
    changed: bool = False,
    apart_form: ApartForm | None = None,
) -> ResponseReturnValue:
    mine, theirs = _facts(keep, fold)
    if chosen is None:
        chosen = rules.suggested(mine, theirs)
    lines = shown.lines(mine, theirs, chosen, _words(keep, fold))
    form = MergeForm(formdata=None)
    form.seen.data, form.shown.data = _versions(keep, fold), shown.digest(lines)
    return render_template(
        "crm/duplicates/show.html",
        keep=keep,
        fold=fold,
        lines=lines,
        same=len(rules.LABELS) - len(lines),
        hanging=shown.hanging(keep, fold),
        likeness=queries.likeness(keep.id, fold.id, likeness.in_force(clock.today())),
        verdict=queries.verdict(keep.id, fold.id),
        following=queries.next_pair(keep.id, fold.id),
        form=form,
        apart_form=apart_form or ApartForm(formdata=None),
        changed=changed,
    )


def _pair(ref: str, other: str) -> tuple[Employer, Employer]:
    if ref == other:
        abort(404)
    return employer_or_404(ref), employer_or_404(other)


def _facts(keep: Employer, fold: Employer) -> tuple[dict[str, Any], dict[str, Any]]:
    pairs = ((keep, fold), (fold, keep))
    mine, theirs = (actions.facts(e, queries.main_site(e.id), twin=twin) for e, twin in pairs)
    return mine, theirs


def _chosen(keep: dict[str, Any], fold: dict[str, Any]) -> dict[str, set[str]]:
    names = rules.different(keep, fold)
    return {name: set(request.form.getlist(name)) & set(rules.SIDES) for name in names}


def _versions(keep: Employer, fold: Employer) -> str:
    return f"{keep.id}.{keep.version}-{fold.id}.{fold.version}"


def _words(*pair: Employer) -> dict[str, dict[Any, str]]:
    choices = options()
    owners = {int(value): name for value, name in choices.owners}
    heads = queries.names({e.parent_id for e in pair if e.parent_id})
    return {"owner_id": owners, "stage_code": dict(choices.stages), "parent_id": heads}


def _ref(employer_id: int) -> str:
    return f"E-{employer_id:05d}"
