"""Every change by staff offers Undo in its message; what does not is named here with the reason."""

import ast
import inspect
import sys
from collections.abc import Iterator

from flask import Flask

from crm.core.access import PUBLIC

#: Offered by the mechanism that these call.
BY_THE_CORE = {"contacts.cell", "employers.cell"}
LEFT = "a mail leaves, and what has left cannot be called back"
ACCOUNT = "accounts and sign-ins are changed back on their own page, never from history"
WITHOUT_UNDO = {
    "applications.ask": "a mail leaves; the application is withdrawn on its page",
    "adverts.discard": "what was read goes; the page or feed can be brought again",
    "adverts.edit": "mends what was read; nothing is saved before it is looked at",
    "adverts.new": "only reads the file; nothing is saved before it is looked at",
    "appeals.answer": "an answer is final; the page says so before",
    "awards.badge": "a badge that was signed stays; a manager revokes it",
    "awards.move": "the business is told at once; the page says so before",
    "bulk.choose": "shows what would be changed; nothing is saved before it is carried out",
    "consent.lift": "a stop is no journalled row, since it outlives the contact; stop it again",
    "consent.stop": "a stop is no journalled row, since it outlives the contact; lift it",
    "core.settle": LEFT,
    "data_protection.acknowledge": LEFT,
    "data_protection.close": LEFT,
    "feed.end": "one's own secret address; a new one is made on the same page",
    "feed.show": "one's own secret address, shown once",
    "assessments.interests": "a declared interest counts on after it ends; the page ends it",
    "decisions.decide": "a decision stays; the next one takes its place, and the page says so",
    "decisions.listed": "what has left cannot be called back; the note of it stays",
    "decisions.met": "an award may rest on it; the form says so before",
    "duplicates.sweep": "only compares employers anew; nobody's word is touched",
    "evidence.remind": LEFT,
    "exports.new": "what has left cannot be called back; the note of it stays",
    "exports.placements": "what has left cannot be called back; the note of it stays",
    "followups.nudge": LEFT,
    "inbound.drop": "the text is erased",
    "invitations.invite": "makes a draft, which is changed on its page and sends nothing",
    "mail_templates.use": "makes a draft, which is changed on its page and sends nothing",
    "mailing.copy": "makes a draft, which is changed on its page and sends nothing",
    "mailing.edit": "a draft, which is changed on its page and sends nothing",
    "mailing.new": "a draft, which is changed on its page and sends nothing",
    "mailing.send": LEFT,
    "mailing.stop": LEFT,
    "offered.ask": "a mail leaves; its link is ended on the same page",
    "participants.erase": "asked twice: what is erased is gone",
    "programme.key": "a link that was ended stays ended; another is made on the same page",
    "people.end_others": ACCOUNT,
    "people.end_sign_in": ACCOUNT,
    "people.keys": "how one likes the pages, changed back on the same page",
    "people.password": ACCOUNT,
    "people.reminders": ACCOUNT,
    "people.sign_out": ACCOUNT,
    "records.again": "only checks the file; nothing is saved before it is run",
    "records.imports": "only checks the file; nothing is saved before it is run",
    "records.rows": "mends rows of a file; nothing is saved before it is run",
    "importing.columns": "what a column is counts for a report that is not saved yet",
    "importing.discard": "nothing of the report was saved; it can be brought again",
    "importing.index": "only reads the report; nothing is saved before it is looked at",
    "day.resend": "a mail that leaves cannot be taken back",
    "records.discard": "the file is erased; it was never imported",
    "registrants.export": "what has left cannot be called back; the note of it stays",
    "registrants.let_in": LEFT,
    "registrants.resend": LEFT,
    "staff.change_role": ACCOUNT,
    "staff.invite": ACCOUNT,
    "staff.independent": ACCOUNT,
    "staff.lock": ACCOUNT,
    "staff.send_link": ACCOUNT,
    "staff.unlock": ACCOUNT,
    "trash.erase": "asked twice: what is erased is gone",
    "vault.destroy": "the bytes are gone; the page asks before",
    "vault.edit": "files got new dates with it; change it back on its page and they follow",
    "vault.hold": "release it on the same page",
    "vault.new": "what arrived is destroyed on its page, or goes on its date",
    "vault.opened": "that somebody looked is never unsaid",
    "vault.release": "hold it again on the same page",
    "triage.discard": "the registration is erased",
    "triage.let_in": LEFT,
    "whatif.index": "works out what would be; nothing is changed",
    "versions.publish": "decisions rest on it; the page says so before",
    "versions.retire": "settled in public; the page says so before",
}


def names(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Name):
            yield part.id


def said(module: str, view: str) -> set[str]:
    """Return every name that a view uses, also through functions of its own module."""
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    functions = {f.name: set(names(f)) for f in tree.body if isinstance(f, ast.FunctionDef)}
    found: set[str] = {view}
    waiting = [view]
    while waiting:
        fresh = functions.get(waiting.pop(), set()) - found
        found |= fresh
        waiting += fresh
    return found


def without_undo(app: Flask) -> set[str]:
    posts = {r.endpoint for r in app.url_map.iter_rules() if "POST" in (r.methods or ())}
    views = {name: app.view_functions[name] for name in posts}
    return {
        name
        for name, view in views.items()
        if view.access != PUBLIC  # type: ignore[attr-defined]
        and "undo_flash" not in said(view.__module__, view.__name__)
    }


def test_every_change_offers_undo_or_says_why_not(sqlite_app):
    app, _fresh = sqlite_app

    assert without_undo(app) == set(WITHOUT_UNDO) | BY_THE_CORE
