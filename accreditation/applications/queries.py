"""Questions about applications."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload, undefer

from accreditation.applications import rules
from accreditation.applications.models import Application, ApplicationProof, State
from accreditation.applications.rules import Claims, Finding
from accreditation.levels.facts import facts_of
from accreditation.scheme import queries as schemes
from accreditation.scheme.document import Scheme
from accreditation.scheme.measures import Facts
from accreditation.scheme.models import SchemeVersion
from accreditation.scheme.result import Result
from accreditation.scheme.rules import score
from crm.core import clock, links, pages, refs
from crm.core.db import session
from crm.core.features import About, Holding
from crm.core.links import LinkEvent, OneTimeLink
from crm.core.pages import Order, Page
from crm.employers.models import Contact, Employer, SizeBand, Standing
from crm.evidence.models import EvidenceFile, EvidenceRequest
from crm.people.models import Person
from webinars.day.models import Presence
from webinars.programme.models import Webinar

PURPOSE = "apply for a level"
SUBJECT = "criterion"
"""The kind of row that proof of one criterion is about."""
WAITING = 200
ASKED, SENT, WITHDREW = "asked", "sent", "withdrew"
OLDEST = Order((Application.asked_at, Application.id), lambda row: (row.asked_at, row.id))
STATES = {
    State.SUBMITTED: "Sent, waits for somebody",
    State.TAKEN: "Being assessed",
    State.DRAFT: "Being filled in",
    State.DECIDED: "Decided",
    State.WITHDRAWN: "Withdrawn",
}


def whole() -> sa.Select[Application]:
    """Return the select of applications with all that their pages show."""
    return sa.select(Application).options(
        joinedload(Application.employer),
        joinedload(Application.contact),
        joinedload(Application.link),
        joinedload(Application.asked_by),
        joinedload(Application.filled_by),
        joinedload(Application.scheme_version).options(undefer(SchemeVersion.document)),
    )


def find(ref: str, *, lock: bool = False) -> Application | None:
    """Return the application called ``L-00012`` with all that its page shows."""
    return one(Application.id == refs.number_in(ref, "L"), lock=lock)


def one(*which: Any, lock: bool = False) -> Application | None:
    """Return the application that meets the conditions; ``lock`` holds it until the commit."""
    statement = whole().where(*which)
    if lock:
        statement = statement.with_for_update(of=Application)
    return session.scalar(statement.execution_options(populate_existing=lock))


def application_or_404(ref: str, *, lock: bool = False) -> Application:
    """Return the application called ``L-00012``, or answer 404."""
    return find(ref, lock=lock) or abort(404)


def behind(link: OneTimeLink, *, lock: bool = False) -> Application | None:
    """Return the application that a link opens."""
    return one(Application.link_id == link.id, lock=lock)


def waiting() -> Sequence[Application]:
    """Return applications that were sent and nobody took, the oldest first."""
    return session.scalars(
        whole()
        .where(Application.state == State.SUBMITTED)
        .order_by(Application.submitted_at, Application.id)
        .limit(WAITING)
    ).all()


def waiting_count() -> Any:
    """Return the select of how many applications were sent and nobody took."""
    return sa.select(sa.func.count()).where(Application.state == State.SUBMITTED)


def waiting_since() -> Any:
    """Return the select of the moment since when the oldest of them waits."""
    return sa.select(sa.func.min(Application.submitted_at)).where(
        Application.state == State.SUBMITTED
    )


def page(state: str) -> Page[Application]:
    """Return a page of applications in ``state``, or of all that go on; the oldest first."""
    going = (State.SUBMITTED, State.TAKEN, State.DRAFT)
    wanted = [one for one in State if one.value == state] or going
    return pages.page(whole().where(Application.state.in_(wanted)), OLDEST)


def of_employer(employer_id: int) -> Sequence[Application]:
    """Return the applications of one employer, the newest first."""
    return session.scalars(
        whole().where(Application.employer_id == employer_id).order_by(Application.id.desc())
        .limit(20)
    ).all()  # fmt: skip


def open_of(employer_id: int) -> Application | None:
    """Return the application of an employer that is being filled in, waits or is assessed."""
    going = (State.DRAFT, State.SUBMITTED, State.TAKEN)
    return one(Application.employer_id == employer_id, Application.state.in_(going))


def last_signed(employer_id: int) -> Application | None:
    """Return the newest application that was signed and not withdrawn."""
    signed = (State.SUBMITTED, State.TAKEN, State.DECIDED)
    return session.scalars(
        whole()
        .where(Application.employer_id == employer_id, Application.state.in_(signed))
        .order_by(Application.id.desc())
        .limit(1)
    ).first()


def who_to_ask(employer_id: int) -> Sequence[Contact]:
    """Return who works there now and has an email address, by name."""
    return session.scalars(
        sa.select(Contact)
        .where(Contact.employer_id == employer_id, Contact.to_on.is_(None), Contact.email != "")
        .order_by(Contact.name, Contact.id)
        .limit(200)
    ).all()


def scheme_of(application: Application) -> Scheme:
    """Return the scheme an application answers, ready for scoring."""
    return schemes.ready(application.scheme_version)


def outdated(application: Application, on: date) -> SchemeVersion | None:
    """Return the version in force where a draft still answers another one."""
    now = schemes.in_force(on)
    changed = now is not None and now.id != application.scheme_version_id
    return now if changed and application.state is State.DRAFT else None


def size_of(application: Application) -> str | None:
    """Return the size that counts: the one on record, else the one the employer gives."""
    size = application.employer.size_band
    if size is SizeBand.UNKNOWN:
        return application.size_said or None
    return size.value


def records(application: Application) -> Facts:
    """Return what is known of the employer, with the size it gives where none is on record."""
    facts = facts_of([application.employer_id])[application.employer_id]
    return replace(facts, band=size_of(application))


def result(
    application: Application, answers: dict[str, rules.Answer] | None = None
) -> tuple[Facts, Result]:
    """Return the records and what they and these answers come to today; those kept when none.

    Once an application was sent, its declarations are among the records.
    """
    known, on, scheme = records(application), clock.today(), scheme_of(application)
    if application.state in {State.DRAFT, State.WITHDRAWN}:
        given = rules.read_all(application.answers) if answers is None else answers
        said = rules.with_answers(known, scheme, given, application.ref, on)
        return known, score(said, scheme, on)
    return known, score(known, scheme, on)


def held(application: Application, known: Facts) -> list[rules.Held]:
    """Return what we already hold of an employer: counts and dates, webinars among them."""
    number, last_at = session.execute(
        sa.select(sa.func.count(), sa.func.max(Webinar.starts_at))
        .select_from(Presence)
        .join(Webinar, Webinar.id == Presence.webinar_id)
        .where(Presence.employer_id == application.employer_id, Presence.attended)
    ).one()
    rows = rules.held(known, clock.today())
    if number:
        last_on = clock.to_london(last_at).date()
        rows.append(rules.Held("Times somebody came to a webinar", number, number, last_on))
    return rows


def findings(application: Application) -> list[Finding]:
    """Return what the application says that our records contradict, as of today."""
    settled = {code: row["words"] for code, row in application.settled.items()}
    claims = Claims(
        rules.read_all(application.answers),
        application.records_right,
        application.records_words,
        settled,
    )
    return rules.findings(scheme_of(application), records(application), claims, clock.today())


def address(application: Application) -> str:
    """Return the address behind which an application is filled in, or "" once it ended."""
    link = application.link
    works = link is not None and links.state(link) is links.State.OPEN
    return links.address(link) if link is not None and works else ""


def about_proof(proof_id: int) -> About | None:
    """Return what proof of one criterion is about, for the slice that takes files in."""
    row = session.execute(
        sa.select(Application, ApplicationProof.criterion)
        .join(ApplicationProof, ApplicationProof.application_id == Application.id)
        .where(ApplicationProof.id == proof_id)
        .options(joinedload(Application.scheme_version).options(undefer(SchemeVersion.document)))
    ).first()
    if row is None:
        return None
    application, code = row
    scheme = scheme_of(application)
    known = code in scheme.index
    title = scheme.criteria[scheme.index[code]].title if known else code
    return About(
        application.employer_id,
        f"{title}, {application.ref}",
        f"/accreditation/applications/{application.ref}",
    )


def proofs(application_id: int) -> dict[str, int]:
    """Return by criterion how many files came as proof and are not destroyed."""
    rows = session.execute(
        sa.select(ApplicationProof.criterion, sa.func.count())
        .join(
            EvidenceRequest,
            sa.and_(
                EvidenceRequest.subject_kind == SUBJECT,
                EvidenceRequest.subject_id == ApplicationProof.id,
            ),
        )
        .join(EvidenceFile, EvidenceFile.request_id == EvidenceRequest.id)
        .where(ApplicationProof.application_id == application_id)
        .group_by(ApplicationProof.criterion)
    )
    return {code: int(number) for code, number in rows}


def proof(application_id: int, criterion: str) -> ApplicationProof | None:
    """Return where proof of one criterion goes."""
    return session.scalar(
        sa.select(ApplicationProof).where(
            ApplicationProof.application_id == application_id,
            ApplicationProof.criterion == criterion,
        )
    )


def timeline(employer_id: Any) -> sa.Select[Any]:
    """Return what became of an employer's applications."""
    found: Any = (
        sa.select(
            LinkEvent.at.label("at"),
            LinkEvent.id.label("row_id"),
            LinkEvent.what.label("head"),
            sa.cast(Application.id, sa.Text).label("body"),
            LinkEvent.by.label("who"),
        )
        .join(Application, Application.link_id == LinkEvent.link_id)
        .where(
            Application.employer_id == employer_id,
            LinkEvent.what.in_((ASKED, SENT, WITHDREW)),
        )
    )
    return found  # type: ignore[no-any-return]


def held_about(address: str) -> Sequence[Holding]:
    """Return what applications hold about the owner of an address in lower case."""
    rows = session.execute(
        sa.select(Application, Employer.name)
        .join(Employer, Employer.id == Application.employer_id)
        .join(Contact, Contact.id == Application.contact_id)
        .where(sa.func.lower(Contact.email) == address)
        .order_by(Application.id)
        .limit(50)
    ).all()
    return [
        Holding(
            f"Application {row.ref} of {name} for a level",
            [("Signed by", f"{row.signatory_name}, {row.signatory_role}")]
            if row.signatory_name
            else [
                ("The link was mailed to you", clock.to_london(row.asked_at).strftime("%d/%m/%Y"))
            ],
            "What was answered by the link",
        )
        for row, name in rows
    ]


def award_level(application: Application) -> str:
    """Return the level the employer holds now, as people say it, or ""."""
    standing = session.get(Standing, application.employer_id)
    scheme, code = scheme_of(application), standing.award_level if standing else ""
    return scheme.level_title(code) if code in scheme.ranks else code


def level_wanted(application: Application) -> str:
    """Return the level the employer hopes for, as people say it, or ""."""
    scheme, code = scheme_of(application), application.level_wanted
    return scheme.level_title(code) if code in scheme.ranks else ""


def age(moment: datetime) -> int:
    """Return how many days ago a moment was."""
    return (clock.today() - clock.to_london(moment).date()).days


def answers_for(application: Application) -> Person | None:
    """Return who answers for an application: whose employer it is, else who asked."""
    owner = application.employer.owner_id
    return session.get(Person, owner or application.asked_by_id or 0)
