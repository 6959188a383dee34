"""What is asked about a move of an award, about the periods, and of a business that gives back."""

import re
from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from accreditation.awards import rules
from accreditation.awards.rules import Move
from accreditation.scheme.document import Level
from accreditation.versions.forms import ticks
from crm.core.forms import ChoiceField, CountField, DayField, Form, LineField, NoteField, Said

SURE = (("unconfirmed", "A proposal, nobody has agreed it yet"), ("confirmed", "Agreed"))


class MoveForm(Form):
    """Why an award moves: a reason that everybody reads, and why for the file."""

    reason = ChoiceField("Reason", [Said("Choose a reason.")])
    words = NoteField(
        "More for the business and the public (optional)",
        longest=500,
        description="It stands on the status page, the register and the badge. Name nobody.",
    )
    private = NoteField(
        "Why, for the file",
        [Said("Say for the file why.")],
        longest=2000,
        description="Only staff read this.",
    )

    def offer(self, move: Move) -> None:
        """Offer the reasons of a move."""
        self.reason.offer([(one.code, one.words) for one in rules.REASONS[move]], blank="Choose")


class TermsForm(Form):
    """The periods that awards keep to from a day on."""

    from_on = DayField("From", [Said("Enter the first day they count.")])
    notices = LineField(
        "Days before the end on which a notice goes out",
        [Said("Enter the days, like 90, 60, 30.")],
        description="Like 90, 60, 30",
    )
    grace_days = CountField(
        "Days a level counts on after its last day", [Said("Enter a number, 0 for none.")], most=92
    )
    suspend_days = CountField(
        "Days of suspension after which somebody has to decide",
        [Said("Enter a number of days.")],
        least=1,
        most=366,
    )
    revoke_days = CountField(
        "Days of notice before a level is taken away", [Said("Enter a number of days.")], most=92
    )
    appeal_days = CountField(
        "Working days in which a business may ask for a review",
        [Said("Enter a number of days.")],
        least=5,
        most=120,
    )
    answer_days = CountField(
        "Working days in which a review is answered",
        [Said("Enter a number of days.")],
        least=5,
        most=120,
    )
    stale_days = CountField(
        "Days before its end in which the board shows evidence",
        [Said("Enter a number of days.")],
        most=366,
    )
    fresh_levels = ticks(
        "Levels renewed only after something new",
        description="Like a visit, an opening or a trial since the level was awarded",
    )
    appeal_holds = BooleanField(
        "A badge says “under review” while the business asks for a review",
        description="Otherwise the badge stays as it is until the review is answered",
    )
    status = ChoiceField("How sure this is", [Said("Say how sure this is.")])
    source = LineField("Who says so", [Said("Say who agreed it, or where it stands.")])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.status.offer(SURE)

    def offer(self, levels: Iterable[Level]) -> None:
        """Offer the levels of the scheme."""
        self.fresh_levels.choices = [SelectChoice(one.code, one.title) for one in levels]

    def validate_fresh_levels(self, field: Any) -> None:
        """Refuse a level that the scheme has not."""
        if not {choice.value for choice in field.choices}.issuperset(field.data or ()):
            raise ValidationError("Tick levels of this list only.")

    def validate_notices(self, field: LineField) -> None:
        """Take whole numbers of days, each once."""
        parts = [part.strip() for part in (field.data or "").split(",")]
        good = all(re.fullmatch("[1-9][0-9]{0,2}", part) and int(part) <= 366 for part in parts)
        if not good or len(set(parts)) < len(parts) or len(parts) > 6:
            raise ValidationError("Enter up to six different numbers of days, like 90, 60, 30.")

    @property
    def days(self) -> list[int]:
        """Return the days of the notices, the earliest first."""
        return sorted((int(part) for part in (self.notices.data or "").split(",")), reverse=True)


class GiveBackForm(Form):
    """A business gives its level back."""

    words = NoteField("Why (optional)", longest=500)
