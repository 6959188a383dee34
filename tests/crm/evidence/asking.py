"""Requests for tests: an employer with a contact, a placement there, and a link that was mailed."""

import io
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from crm.core import links
from crm.core.db import session
from crm.core.links import OneTimeLink
from crm.employers.models import Contact, Employer
from crm.evidence import actions, queries
from crm.evidence.models import EvidenceRequest
from crm.people.models import Person
from crm.placements.models import Placement
from tests.browse import Browser
from tests.makers import Make


@dataclass
class Asked:
    """A request with what it hangs on; ``path`` is the address of its link here."""

    ref: str
    path: str
    employer_id: int
    employer_ref: str
    contact_id: int
    placement_id: int
    placement_ref: str
    asker_id: int

    @property
    def row(self) -> EvidenceRequest:
        """Return the request as it is now."""
        session.expire_all()
        return queries.request_or_404(self.ref)

    @property
    def link(self) -> OneTimeLink:
        """Return the link as it is now."""
        found = self.row.link
        assert found
        return found


def employer_with_contact(make: Make, **more: Any) -> tuple[Employer, Contact]:
    employer = make.employer(**({"name": "Windrush Foods"} | more))
    contact = make.contact(employer, name="Sam Carter", email="sam@windrush.example", can_hire=True)
    return employer, contact


def asked(make: Make, *, code: str = "wage", by: Person | None = None) -> Asked:
    """Return a request for wage evidence about a placement, its mail in the outbox."""
    employer, contact = employer_with_contact(make)
    placement: Placement = make.placement(employer)
    by = by or make.person(name="Ann Officer")
    purpose = queries.purpose(code)
    assert purpose
    subject_id = placement.id if purpose.about == "placement" else employer.id
    about = queries.about(purpose.about, subject_id)
    assert about
    row = actions.ask(purpose, about, subject_id, contact=contact, by=by)
    session.commit()
    return Asked(
        row.ref,
        path_of(row),
        employer.id,
        employer.ref,
        contact.id,
        placement.id,
        placement.ref,
        by.id,
    )


def path_of(row: EvidenceRequest) -> str:
    """Return the address of a request's link without the host."""
    link = session.get(OneTimeLink, row.link_id)
    assert link
    return "/" + links.address(link).split("/", 3)[3]


def chosen(*files: tuple[str, bytes]) -> dict[str, Any]:
    """Return the form of files that somebody chose, by name and content."""
    return {"files": [(io.BytesIO(data), name) for name, data in files]}


def upload(browser: Browser, path: str, *files: tuple[str, bytes], follow: bool = True) -> Any:
    """Choose files; they are written out in memory, whatever their size."""
    given = [FileStorage(io.BytesIO(data), name) for name, data in files]
    values = {"csrf_token": browser.token(), "files": given}
    boundary, body = encode_multipart(values)
    media = f"multipart/form-data; boundary={boundary}"
    return browser._ask("POST", path, follow, data=body, content_type=media)


def sends(browser: Browser, path: str, *files: tuple[str, bytes], **more: Any) -> Any:
    """Choose files and send them; returns the page that answers."""
    upload(browser, path, *files)
    return browser.post(f"{path}/hide", {"act": "send"} | more, follow=True)


def drafts() -> list[Any]:
    from crm.evidence.models import EvidenceDraft

    return list(session.scalars(sa.select(EvidenceDraft).order_by(EvidenceDraft.id)))
