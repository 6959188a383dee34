"""The link by which files about one criterion are sent. Nothing here commits."""

from datetime import timedelta

from accreditation.applications import queries
from accreditation.applications.models import Application, ApplicationProof
from crm.core import clock, links
from crm.core.db import session
from crm.core.errors import RuleBroken
from crm.core.links import OneTimeLink
from crm.evidence import queries as evidence
from crm.evidence.actions import ends_at
from crm.evidence.models import EvidenceRequest

CODE = "level"
"""The purpose whose words the employer reads where it sends proof of a criterion."""


def door(application: Application, criterion: str) -> OneTimeLink:
    """Return the link by which proof of one criterion is sent, made on first need; flushes.

    A link whose days are over, or that took all its files, is followed by another one.
    """
    proof = queries.proof(application.id, criterion)
    if proof is None:
        proof = ApplicationProof(application_id=application.id, criterion=criterion)
        session.add(proof)
        session.flush()
    asked = evidence.open_request(CODE, queries.SUBJECT, proof.id)
    if asked is not None and asked.link and links.state(asked.link) is links.State.OPEN:
        return asked.link
    return _ask(application, proof)


def _ask(application: Application, proof: ApplicationProof) -> OneTimeLink:
    purpose = evidence.purpose(CODE)
    person = queries.answers_for(application)
    if purpose is None or person is None:
        raise RuleBroken("Files cannot be taken in now. Send the application without them.")
    ends_on = clock.today() + timedelta(days=purpose.days)
    row = EvidenceRequest(
        employer_id=application.employer_id,
        contact_id=application.contact_id,
        purpose=purpose.code,
        subject_kind=queries.SUBJECT,
        subject_id=proof.id,
        asked_by_id=person.id,
        asked_at=clock.now(),
        ends_on=ends_on,
    )
    session.add(row)
    session.flush()
    lasts = ends_at(ends_on) - clock.now()
    link = links.make(evidence.PURPOSE, "door.show", row.id, lasts, most=purpose.most_files)
    row.link_id = link.id
    session.flush()
    links.note(link.id, evidence.ASKED, "The employer, by its application")
    return link
