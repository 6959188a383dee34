"""The list of employers as a file: asked for, noted, then sent as it is read."""

from tempfile import TemporaryFile

from flask import Blueprint, Response, render_template, send_file, stream_with_context
from flask.typing import ResponseReturnValue

from crm.core import access, clock, pages, sheets
from crm.core.access import needs
from crm.core.db import session, set_may_write
from crm.core.errors import RuleBroken
from crm.core.permissions import Permission
from crm.employers.conditions import FILTERS, meant
from crm.exports import actions, queries
from crm.exports.forms import ExportForm
from crm.exports.queries import Chosen

bp = Blueprint("exports", __name__, url_prefix="/employers/export")
TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@bp.route("", methods=["GET", "POST"])
@needs(Permission.EXPORT)
def new() -> ResponseReturnValue:
    """Ask how the list in the address shall leave, note it and send the file."""
    form = ExportForm()
    chosen = Chosen(
        meant(pages.filters(FILTERS, longest=600), access.current_user().id),
        pages.asked("q"),
        pages.asked("sort"),
        with_contacts=bool(form.with_contacts.data),
    )
    if form.validate_on_submit():
        try:
            actions.note(
                chosen,
                form=form.form.data,
                purpose=form.purpose.data or "",
                person=access.current_user(),
            )
            session.commit()
        except RuleBroken as error:
            session.rollback()
            form.show(error)
        else:
            return _file(chosen, form.form.data)
    return render_template(
        "crm/exports/new.html",
        form=form,
        count=queries.count(Chosen(chosen.asked, chosen.query)),
        conditions=actions.conditions(chosen.asked, chosen.query),
        filtered=bool(chosen.asked or chosen.query),
        columns=queries.COLUMNS,
    )


def _file(chosen: Chosen, form: str) -> Response:
    """Return the rows as they are read; nothing is locked while a slow reader takes them."""
    set_may_write(False)
    name = f"employers-{clock.today().isoformat()}.{form}"
    rows = queries.rows(chosen)
    if form == "xlsx":
        file = TemporaryFile()  # noqa: SIM115 - the answer closes it when it was sent
        sheets.write_xlsx(file, chosen.headings, rows, sheet="Employers")
        file.seek(0)
        sent = send_file(file, TYPES[form], as_attachment=True, download_name=name)
        sent.call_on_close(file.close)
        return sent
    write = sheets.csv_text if form == "csv" else sheets.json_text
    pieces = write(chosen.headings, rows)
    if form == "csv":
        pieces = (text for part in ((sheets.BOM,), pieces) for text in part)
    answer = Response(stream_with_context(pieces), mimetype=TYPES[form])
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer
