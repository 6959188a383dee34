"""How a slice plugs into the house: one ``FEATURE`` value, read at start; nobody subscribes.

The employer page draws every panel and the list of menu links shows every link that the installed
features contribute and the person may see.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import click
from flask import Blueprint, Flask, current_app

from crm.core import access, journal, search
from crm.core.lists import ListKind, Place
from crm.core.permissions import Permission, may
from crm.core.search import SearchKind

if TYPE_CHECKING:
    from crm.core.jobs import Job


@dataclass(frozen=True)
class Link:
    """A place in the menu. ``count`` says how much work waits there for this person.

    It returns a select of one number, which may ask for ``:person`` (an id) and ``:today``; the
    frame of a page reads all counts in one statement. ``oldest`` returns, likewise, since when the
    oldest of them waits, and ``waits`` says for what; Today then shows it. Links that name the same
    group ``under`` stand together in one fold of the menu.
    """

    title: str
    endpoint: str
    permission: Permission | None
    order: int
    count: Callable[[], Any] | None = None
    under: str = ""
    oldest: Callable[[], Any] | None = None
    waits: str = ""


@dataclass(frozen=True)
class Act:
    """Something the palette and the search page offer to do.

    With ``{name}`` in its title it is done with one employer, whose reference the view takes as
    ``ref``; with ``{query}`` it is offered when nothing was found. ``words`` are others that
    people may type for it; ``values`` go into the address. Acts ``with_people`` are
    also done with one person there, whose row the view takes as ``contact``.
    """

    title: str
    endpoint: str
    permission: Permission
    order: int
    icon: str = "change"
    words: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    with_people: bool = False


@dataclass(frozen=True)
class EmployerPanel:
    """A part of the employer page. ``load`` takes the employer, returns the template's names.

    ``name`` is the name under which the template finds what ``load`` returned.
    """

    name: str
    template: str
    permission: Permission
    order: int
    load: Callable[[Any], Any]


@dataclass(frozen=True)
class PlacementPanel(EmployerPanel):
    """A part of the placement page. ``load`` takes the placement."""


@dataclass(frozen=True)
class WebinarPanel(EmployerPanel):
    """A part of the staff's page of a webinar. ``load`` takes the webinar."""


@dataclass(frozen=True)
class TimelineItem:
    """One thing that happened with an employer, ready to show."""

    kind: str
    icon: str
    label: str
    sentence: str
    at: datetime
    who: str
    body: str = ""
    url: str = ""


@dataclass(frozen=True)
class TimelineKind:
    """A kind of thing on the timeline.

    ``select`` takes the employer's id, as a bound parameter, and returns a select of exactly five
    columns: ``at``, ``row_id``, ``head`` (text), ``body`` (text) and ``who`` (text). The timeline
    reads all kinds in one statement and gives each row to ``say``. Several ``small`` things in a
    row stand behind one line.
    """

    name: str
    label: str
    permission: Permission
    select: Callable[[Any], Any]
    say: Callable[[Any], TimelineItem]
    small: bool = False


@dataclass(frozen=True)
class Holding:
    """One thing held about a person, as they may read it: never about anybody else."""

    title: str
    facts: Sequence[tuple[str, str]]
    source: str


@dataclass(frozen=True)
class Keeper:
    """Keeps a stored summary true: ``refresh`` gets the ids of employers whose ``tables`` changed.

    It runs in the same transaction, just before the commit, also after an undo or an import.
    """

    tables: Collection[str]
    refresh: Callable[[Sequence[int]], None]


@dataclass(frozen=True)
class Owned:
    """Rows that are somebody's to do: handing over gives those that are open to a colleague.

    ``owner`` is the column that names the person. A row goes with its ``employer``, else with its
    ``district``, else to the next in turn, never to whom the column ``but`` names.
    """

    title: str
    owner: Any
    is_open: Callable[[], Any]
    employer: Any = None
    district: Any = None
    but: Any = None


class About(NamedTuple):
    """What a row is to people: the employer it belongs to, its title and its address."""

    employer_id: int
    title: str
    url: str


@dataclass(frozen=True)
class EvidenceSubject:
    """A kind of row that an employer may be asked to prove something about.

    ``find`` takes the row's id.
    """

    kind: str
    find: Callable[[int], About | None]


@dataclass(frozen=True)
class Seed:
    """Reference rows that ship with the product; ``load`` adds what is missing."""

    name: str
    load: Callable[[], int]
    order: int = 0


@dataclass(frozen=True)
class OpenData:
    """A kind of official file that ``flask reference load KIND FILE`` takes.

    ``load`` gets the file's text and name, replaces the rows, notes their source and returns how
    many there are; it raises ``RuleBroken`` naming row and column.
    """

    kind: str
    title: str
    load: Callable[[str, str], int]


@dataclass(frozen=True)
class RateReader:
    """What depends on the dated rates. Both take the rates as they were and as they are now.

    ``touched`` returns how many records the change touches and a sentence that says so, for the
    person who is about to save it; ``settle`` opens them again, or leaves many to the worker.
    """

    touched: Callable[[Any, Any], tuple[int, str]]
    settle: Callable[[Any, Any], None]


@dataclass(frozen=True)
class MailingAbout:
    """What a feature knows of a thing that a mailing is about, by the reference of that thing.

    ``fields`` returns its merge fields. ``each`` takes many references and returns of those there
    are what every reader is told the same. ``link`` takes also the id of a contact, or None, and
    returns the id of that reader's own link, or else an address for everybody; it raises
    ``RuleBroken`` where somebody can have none.
    """

    fields: Callable[[str], Mapping[str, str]]
    each: Callable[[Collection[str]], Mapping[str, Mapping[str, str]]]
    link: Callable[[str, int | None], tuple[int | None, str]]


@dataclass(frozen=True)
class Feature:
    """Everything one slice adds to the product."""

    name: str
    blueprints: Sequence[Blueprint] = ()
    links: Sequence[Link] = ()
    acts: Sequence[Act] = ()
    employer_panels: Sequence[EmployerPanel] = ()
    placement_panels: Sequence[PlacementPanel] = ()
    webinar_panels: Sequence[WebinarPanel] = ()
    timeline: Sequence[TimelineKind] = ()
    keepers: Sequence[Keeper] = ()
    searches: Sequence[SearchKind] = ()
    jobs: "Sequence[Job]" = ()
    commands: Sequence[click.Command] = ()
    owned: Sequence[Owned] = ()
    seeds: Sequence[Seed] = ()
    lists: Sequence[ListKind] = ()
    open_data: Sequence[OpenData] = ()
    rate_readers: Sequence[RateReader] = ()
    template_globals: dict[str, Any] = field(default_factory=dict)
    #: Asked just before a mail leaves, with its row; each returns why it must not go, or "".
    mail_checks: Sequence[Callable[[Any], str]] = ()
    #: Each takes ids of employers and perhaps a moment, and selects when those employers were
    #: approached since: ``employer_id``, ``at``, ``what`` and ``who``.
    touches: Sequence[Callable[[Sequence[int], datetime | None], Any]] = ()
    #: Each takes an address in lower case and returns what this slice holds about its owner.
    personal_data: Sequence[Callable[[str], Sequence[Holding]]] = ()
    evidence_subjects: Sequence[EvidenceSubject] = ()
    #: Each takes the demo's last day and adds invented rows to what is there by then; flushes.
    invents: Sequence[Callable[[date], None]] = ()
    #: Run when the service starts in production; each raises when it would be unsafe to go on.
    start_checks: Sequence[Callable[[], None]] = ()
    #: Each returns places that only the signed-in person has, for the palette.
    places: Sequence[Callable[[], Sequence[Place]]] = ()
    #: Plans the next step with an employer: takes it, the act and the day (quick add uses it).
    plan_next: Callable[[Any, str, date], None] | None = None
    #: Reads a file of a table (CSV or XLSX, with its name): its headings, then its rows. Raises
    #: ``RuleBroken`` with one sentence for a file that cannot be read.
    read_table: Callable[[bytes, str], Sequence[Sequence[str]]] | None = None
    #: Each takes the calendar part of a message and its sender, and says what it noted, or "".
    calendar_answers: Sequence[Callable[[str, str], str]] = ()
    #: Each takes a person and a day; returns what their calendar holds (`crm.feed.rules.Entry`).
    calendar_entries: Sequence[Callable[[Any, date], Sequence[Any]]] = ()
    #: What a mailing is about: its merge fields, and each reader's own link.
    mailing_about: "MailingAbout | None" = None
    #: Hands on what names a contact who left: takes the contact and who follows, or None.
    contact_left: Callable[[Any, Any], None] | None = None


def install(app: Flask, features: Iterable[Feature]) -> None:
    """Add the features to the application; refuse to start while a view has no access mark."""
    installed = tuple(features)
    app.extensions["features"] = installed
    for feature in installed:
        for blueprint in feature.blueprints:
            app.register_blueprint(blueprint)
        for command in feature.commands:
            app.cli.add_command(command)
        app.jinja_env.globals.update(feature.template_globals)
    search.install(collect(installed, "searches"))
    journal.install()
    access.check_marks(app)


def collect(features: Iterable[Feature], part: str) -> list[Any]:
    """Return one part of every feature, in order of installation."""
    return [item for feature in features for item in getattr(feature, part)]


def installed(part: str) -> list[Any]:
    """Return one part of every installed feature."""
    return collect(current_app.extensions["features"], part)


def allowed(part: str) -> list[Any]:
    """Return what the signed-in person may see of one part, in its own order."""
    person = access.find_user()
    if person is None:
        return []
    seen = [
        item
        for item in installed(part)
        if item.permission is None or may(person.role, item.permission)
    ]
    return sorted(seen, key=lambda item: getattr(item, "order", 0))
