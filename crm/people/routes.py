"""Sign-in, sign-out, and what everybody may do with their own account."""

from datetime import timedelta

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.core import journal, links, throttle
from crm.core.access import current_sign_in_id, current_user, own_path, public, signed_in
from crm.core.db import get_or_404, session
from crm.core.errors import RuleBroken
from crm.core.links import OneTimeLink
from crm.core.throttle import Limit
from crm.people import actions, passwords, queries, rules, sessions
from crm.people.forms import (
    ChangePasswordForm,
    ComfortForm,
    FirstAdminForm,
    ForgotForm,
    NewPasswordForm,
    SignInForm,
)
from crm.people.models import Person, email_key

bp = Blueprint("people", __name__)

GUESSES_AT = Limit("guesses at an account", 10, timedelta(minutes=5))
GUESSES_FROM = Limit("guesses from an address", 10, timedelta(minutes=5))
LINKS_TO = Limit("links mailed to an account", 3, timedelta(hours=24))
LINKS_FROM = Limit("links asked for from an address", 5, timedelta(hours=1))
REFUSED = "The email address or password is not right."


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """Ask who is there; a right answer makes a new sign-in and goes on to the page asked for."""
    form = SignInForm(next=request.args.get("next", ""))
    if form.validate_on_submit():
        if _let_in(form.email.data, form.password.data):
            session.commit()
            return redirect(own_path(form.next.data or "") or "/")
        session.rollback()
        form.show(RuleBroken(REFUSED))
    return render_template("crm/people/sign_in.html", form=form)


def _let_in(email: str, password: str) -> Person | None:
    """Sign in the owner of this password; flushes. Hashes while no transaction is open."""
    account = queries.account(email)
    _count_try(email_key(email))
    if not passwords.fits(password, account.password_hash):
        current_app.logger.info("Sign-in refused for person %s", account.person_id or "unknown")
        return None
    assert account.password_hash
    old = passwords.outdated(account.password_hash)
    fresh = passwords.hashed(password) if old else account.password_hash
    person = session.get(Person, account.person_id, with_for_update=True)
    if person is None or not person.active or person.password_hash != account.password_hash:
        return None
    person.password_hash = fresh
    _take_back_try(person.email_key)
    sessions.start(person)
    return person


def _count_try(key: str) -> None:
    """Count a guess at a password, committed; answer 429 when there were too many."""
    few = throttle.take(GUESSES_AT, key)
    few_from_here = throttle.take(GUESSES_FROM, throttle.visitor(request.remote_addr))
    session.commit()
    if not (few and few_from_here):
        current_app.logger.warning("Too many sign-ins tried; endpoint %s", request.endpoint)
        abort(429)


def _take_back_try(key: str) -> None:
    throttle.forget(GUESSES_AT, key)
    throttle.give_back(GUESSES_FROM, throttle.visitor(request.remote_addr))


@bp.post("/sign-out")
@signed_in
def sign_out() -> ResponseReturnValue:
    """End this sign-in; its cookie is worth nothing from now on."""
    sessions.leave()
    session.commit()
    flash("You are signed out.")
    return redirect(url_for("people.sign_in"))


@bp.route("/forgot", methods=["GET", "POST"])
@public
def forgot() -> ResponseReturnValue:
    """Mail a link for a new password; the answer is the same for an address nobody has."""
    form = ForgotForm()
    if form.validate_on_submit():
        key = email_key(str(form.email.data))
        asked = throttle.take(LINKS_FROM, throttle.visitor(request.remote_addr))
        mailed = throttle.take(LINKS_TO, key)
        person = queries.by_email(key)
        if asked and mailed and person and person.active:
            journal.operation("Asked for a new password", actor=person)
            actions.mail_link(person, actions.make_link(person, by_admin=False))
        session.commit()
        if not asked:
            abort(429)
        return redirect(url_for("people.forgot", sent="y"))
    return render_template("crm/people/forgot.html", form=form, sent="sent" in request.args)


@bp.route("/welcome/<token>", methods=["GET", "POST"])
@public
def welcome(token: str) -> ResponseReturnValue:
    """Let the holder of a one-time link choose a password."""
    link = links.find(token, *actions.PURPOSES)
    person = session.get(Person, link.subject_id) if link and link.subject_id else None
    if link is None or (link.purpose != actions.FIRST_ADMIN and not (person and person.active)):
        return render_template("crm/people/welcome.html", form=None), 404
    form = FirstAdminForm() if link.purpose == actions.FIRST_ADMIN else NewPasswordForm()
    if form.validate_on_submit():
        try:
            _choose_password(token, form, person)
            session.commit()
        except RuleBroken as error:
            session.rollback()
            form.show(error)
        else:
            flash("Your password is set. Sign in with it.")
            return redirect(url_for("people.sign_in"))
    return render_template("crm/people/welcome.html", form=form, holder=person)


def _choose_password(token: str, form: NewPasswordForm, person: Person | None) -> None:
    own = (person.name, person.email) if person else (form.name.data, form.email.data)
    password = form.check_password(*own)
    session.rollback()
    kept = passwords.hashed(password)
    link: OneTimeLink | None = links.find(token, *actions.PURPOSES)
    if link is None:
        raise RuleBroken(actions.USED_UP)
    if isinstance(form, FirstAdminForm):
        actions.accept_first(link, str(form.name.data), str(form.email.data), kept)
    else:
        actions.accept(link, kept)


@bp.get("/account")
@signed_in
def account() -> ResponseReturnValue:
    """Show one's own details and sign-ins."""
    me = current_user()
    return render_template(
        "crm/people/account.html",
        me=me,
        role=rules.ROLE_WORDS[me.role],
        sign_ins=sessions.live(me.id),
        this_id=current_sign_in_id(),
        browser_words=rules.browser_words,
    )


@bp.post("/account/reminders")
@signed_in
def reminders() -> ResponseReturnValue:
    """Get the morning mail about what is due, or go by Today alone."""
    on = request.form.get("on") == "yes"
    actions.choose_reminders(get_or_404(Person, current_user().id), on=on)
    session.commit()
    flash("You get a mail in the morning when something is due." if on
          else "You get no mail about what is due. Today shows it.")  # fmt: skip
    return redirect(url_for("people.account"))


@bp.route("/account/keys", methods=["GET", "POST"])
@signed_in
def keys() -> ResponseReturnValue:
    """List the keys; let everybody switch single keys off and choose the space between rows."""
    me = session.get_one(Person, current_user().id)
    form = ComfortForm(keys=not me.keys_off, roomy=me.roomy)
    if form.validate_on_submit():
        actions.suit(me, keys=form.keys.data, roomy=form.roomy.data)
        session.commit()
        flash("Saved. It counts wherever you sign in.")
        return redirect(url_for("people.keys"))
    return render_template("crm/people/keys.html", form=form)


@bp.route("/account/password", methods=["GET", "POST"])
@signed_in
def password() -> ResponseReturnValue:
    """Change one's own password; every other sign-in ends."""
    form = ChangePasswordForm()
    if form.validate_on_submit():
        try:
            _change_password(form)
            session.commit()
        except RuleBroken as error:
            session.rollback()
            form.show(error)
        else:
            flash("Password changed. You were signed out everywhere else.")
            return redirect(url_for("people.account"))
    return render_template("crm/people/password.html", form=form, me=current_user())


def _change_password(form: ChangePasswordForm) -> None:
    me = current_user()
    person_id, email, name = me.id, me.email, me.name
    account = queries.account(email)
    _count_try(email_key(email))
    if not passwords.fits(form.current.data, account.password_hash):
        raise RuleBroken("This is not your current password.", "current")
    kept = passwords.hashed(form.check_password(name, email))
    person = session.get(Person, person_id, with_for_update=True)
    if person is None or person.password_hash != account.password_hash:
        raise RuleBroken("Your password was changed elsewhere just now. Sign in again.")
    journal.operation("Changed their own password")
    actions.set_password(person, kept)
    _take_back_try(person.email_key)
    sessions.start(person)


@bp.post("/account/sign-ins/<int(max=2147483647):sign_in_id>/end")
@signed_in
def end_sign_in(sign_in_id: int) -> ResponseReturnValue:
    """End one of one's own sign-ins."""
    if not sessions.end(current_user().id, sign_in_id):
        abort(404)
    session.commit()
    flash("That sign-in is ended.")
    return redirect(url_for("people.account"))


@bp.post("/account/sign-ins/end-others")
@signed_in
def end_others() -> ResponseReturnValue:
    """End all of one's sign-ins but this one."""
    ended = sessions.end_others(current_user().id, current_sign_in_id())
    session.commit()
    flash(f"{ended} other sign-ins ended." if ended != 1 else "1 other sign-in ended.")
    return redirect(url_for("people.account"))
