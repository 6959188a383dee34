"""Writing a file into the register of its webinar; done again, it changes nothing."""

from collections.abc import Sequence
from typing import Any

from crm.core import clock
from crm.core.db import session
from webinars.day import queries as days
from webinars.day.models import AddressAlias, AttendanceFile, Presence, Source
from webinars.importing import queries
from webinars.importing.matching import Kind, Match
from webinars.programme.models import Webinar


def write(row: AttendanceFile, webinar: Webinar, found: Sequence[Match], by: Any) -> None:
    """Bring the register to what a file says of everybody who is sure."""
    Writing(row, webinar, by).all(found)


class Writing:
    """One file being written into the register of its webinar."""

    def __init__(self, row: AttendanceFile, webinar: Webinar, by: Any) -> None:
        self.row, self.webinar, self.by = row, webinar, by
        self.there = list(days.presences_of(row.webinar_id))
        self.by_booking = {one.booking_id: one for one in self.there if one.booking_id}
        self.by_email = {one.email_folded: one for one in self.there if one.email_folded}
        self.timed = row.read.get("timed", True)
        self.of_number: dict[int, Presence] = {}

    def all(self, found: Sequence[Match]) -> None:
        """Write everybody who is sure; those the same as another join that one."""
        before = {one.id for one in self.there if self._said_by_file(one)}
        for presence in self.there:
            self._strip(presence)
        sure = [one for one in found if one.kind is Kind.SURE]
        for one in sorted(sure, key=lambda one: one.same_as is not None):
            self._put(one)
        written = {id(one) for one in self.of_number.values()}
        for presence in self.there:
            if presence.id in before and id(presence) not in written and self._empty(presence):
                session.delete(presence)
        session.flush()

    def _said_by_file(self, one: Presence) -> bool:
        mine = one.import_id == self.row.id
        return mine or any(stay[2] == self.row.id for stay in one.stays)

    def _empty(self, one: Presence) -> bool:
        kept = one.stays or one.stated or one.marked is not None
        return not kept and one.import_id == self.row.id

    def _strip(self, one: Presence) -> None:
        """Take what this file said before out of a row."""
        stays = [stay for stay in one.stays if stay[2] != self.row.id]
        stated = {key: said for key, said in one.stated.items() if key != str(self.row.id)}
        if stays != one.stays:
            one.stays = stays
        if stated != one.stated:
            one.stated = stated

    def _put(self, one: Match) -> None:
        presence = self._row_for(one)
        person = self.row.read["people"][one.seen.number]
        own = [[begin, end, self.row.id] for begin, end in person["stays"]]
        presence.stays = sorted([*presence.stays, *own], key=lambda stay: (stay[0], stay[2]))
        if not self.timed and self.row.by_stated and person["stated"] is not None:
            key = str(self.row.id)
            presence.stated = presence.stated | {
                key: presence.stated.get(key, 0) + person["stated"]
            }
        self.of_number[one.seen.number] = presence
        self._remember_address(one)

    def _row_for(self, one: Match) -> Presence:
        if one.same_as is not None and one.same_as in self.of_number:
            return self.of_number[one.same_as]
        folded = one.seen.email.casefold()
        known = self.by_booking.get(one.booked.id) if one.booked else self.by_email.get(folded)
        if known is None and not one.booked and not folded:
            known = self._nameless(one)
        if known is None:
            known = self._new(one)
        return known

    def _nameless(self, one: Match) -> Presence | None:
        """Return the row this file made before for somebody without an address."""
        name = self._name(one)
        return next(
            (
                row
                for row in self.there
                if row.import_id == self.row.id and not row.email_folded and row.name == name
            ),
            None,
        )

    def _name(self, one: Match) -> str:
        return f"No name, line {one.seen.number + 1}" if one.unnamed else one.seen.name

    def _new(self, one: Match) -> Presence:
        booked, known = one.booked, one.known
        email = "" if one.unnamed else one.seen.email
        row = Presence(
            webinar_id=self.row.webinar_id,
            booking_id=booked.id if booked else None,
            employer_id=booked.employer_id if booked else known.employer_id if known else None,
            contact_id=booked.contact_id if booked else known.contact_id if known else None,
            import_id=self.row.id,
            name=booked.name if booked else self._name(one),
            email=booked.email if booked else email,
            email_folded=booked.email if booked else email.casefold(),
            employer_words=booked.employer if booked else known.employer if known else "",
            source=Source.IMPORT if booked else Source.WALK_IN,
            matched=one.why,
            stays=[],
            stated={},
            at=clock.now(),
            made_up=self.webinar.made_up,
        )
        session.add(row)
        if booked:
            self.by_booking[booked.id] = row
        if row.email_folded:
            self.by_email[row.email_folded] = row
        return row

    def _remember_address(self, one: Match) -> None:
        """Note an address that a person said is somebody's who booked with another."""
        folded = one.seen.email.casefold()
        if not (one.confirmed and one.booked and folded and folded != one.booked.email):
            return
        if not queries.alias_of(folded):
            session.add(
                AddressAlias(
                    email_folded=folded,
                    of_folded=one.booked.email,
                    confirmed_by_id=self.by.id,
                    confirmed_at=clock.now(),
                )
            )
            session.flush()
