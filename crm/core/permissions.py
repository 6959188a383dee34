"""Who may do what: one table, pure."""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """What a member of staff does here."""

    OFFICER = "officer"
    TRAINEE = "trainee"
    MANAGER = "manager"
    ADMIN = "admin"
    AUDITOR = "auditor"
    REVIEWER = "reviewer"


class Permission(StrEnum):
    """One thing a person may do; views and panels name the one they need."""

    VIEW_EMPLOYERS = "see employers, contacts, activity and follow-ups"
    EDIT_EMPLOYERS = "add and change employers, contacts, activity and follow-ups"
    IMPORT = "import files of employers"
    EXPORT = "export lists of employers"
    MERGE = "judge likely duplicates and merge employers"
    TRASH = "throw records away and bring them back"
    VIEW_WORK = "see vacancies and placements"
    EDIT_WORK = "add and change vacancies and placements"
    VIEW_PROFILES = "see profiles of people looking for work, and their matches"
    EDIT_PROFILES = "add and change profiles, set matches aside and erase profiles"
    VIEW_PAY = "see fair pay results"
    CHECK_PAY = "record fair pay checks and see wage evidence"
    SECOND_CHECK = "confirm what a trainee decided"
    VIEW_ACCREDITATION = "see proposed levels and their reasons"
    ASSESS = "assess employers for a level, and declare an interest in an employer"
    DECIDE = "decide on levels, suspend and revoke them, and waive a gate with a reason"
    VIEW_ASSIGNED = "see assessments; an external reviewer only those assigned to them"
    REVIEW_ASSIGNED = "judge assessments; an external reviewer only those assigned to them"
    MANAGE_SCHEME = "draft, publish and retire versions of the accreditation scheme"
    VIEW_WEBINARS = "see webinars, who signed up and who came"
    RUN_WEBINARS = "plan webinars, invite, keep the register and read attendance files"
    VIEW_HISTORY = "see the history of changes"
    SET_TIER = "set the tier of an employer"
    HAND_OVER = "hand over what a colleague holds"
    UNDO_ANY = "undo other people's changes"
    VIEW_OUTBOX = "see waiting, sent and failed mail"
    SEND_MAIL = "settle and retry mail"
    EDIT_RATES = "change rates, thresholds and reference data"
    SHARE_VIEWS = "save views of lists for everyone"
    VIEW_PEOPLE = "see the staff list"
    MANAGE_PEOPLE = "invite, lock and change staff"


P = Permission
SEES_ALL = frozenset(
    {
        P.VIEW_EMPLOYERS,
        P.VIEW_WORK,
        P.VIEW_PAY,
        P.VIEW_ACCREDITATION,
        P.VIEW_ASSIGNED,
        P.VIEW_WEBINARS,
        P.VIEW_HISTORY,
    }
)
PROFILES = frozenset({P.VIEW_PROFILES, P.EDIT_PROFILES})
WORKS = SEES_ALL | PROFILES | {P.EDIT_EMPLOYERS, P.EDIT_WORK, P.CHECK_PAY, P.VIEW_OUTBOX}
OFFICER = WORKS | {P.IMPORT, P.EXPORT, P.MERGE, P.TRASH, P.SECOND_CHECK, P.SEND_MAIL, P.SET_TIER}
OFFICER |= {P.ASSESS, P.REVIEW_ASSIGNED, P.RUN_WEBINARS}
MANAGER = OFFICER | {P.HAND_OVER, P.UNDO_ANY, P.EDIT_RATES, P.VIEW_PEOPLE, P.SHARE_VIEWS}
MANAGER |= {P.MANAGE_SCHEME, P.DECIDE}

ALLOWED: Mapping[Role, frozenset[Permission]] = {
    Role.TRAINEE: frozenset(WORKS),
    Role.OFFICER: frozenset(OFFICER),
    Role.MANAGER: frozenset(MANAGER),
    Role.ADMIN: frozenset(MANAGER | {P.MANAGE_PEOPLE}),
    Role.AUDITOR: frozenset(SEES_ALL | {P.EXPORT, P.VIEW_OUTBOX, P.VIEW_PEOPLE}),
    Role.REVIEWER: frozenset({P.VIEW_ASSIGNED, P.REVIEW_ASSIGNED}),
}


def may(role: Role, permission: Permission) -> bool:
    """Return whether ``role`` carries ``permission``."""
    return permission in ALLOWED[role]


def needs_second_check(role: Role) -> bool:
    """Return whether decisions of this role wait for another person."""
    return role is Role.TRAINEE
