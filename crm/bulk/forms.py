"""What is asked once the employers are chosen."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from wtforms import BooleanField, RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from crm.bulk.rules import MINE, NOBODY, OWNERS
from crm.core import clock
from crm.core.forms import ChoiceField, DayField, Form, LineField, Said
from crm.employers.queries import options
from crm.pipeline import queries as pipeline
from crm.pipeline.rules import PAUSED
from crm.sequences.rules import SEQUENCES


class ActForm(Form):
    """Base: what was told, as JSON can hold it."""

    def told(self) -> dict[str, Any]:
        """Return the answers by their names; days as text."""
        return {
            name: field.data.isoformat() if isinstance(field.data, date) else field.data
            for name, field in self._fields.items()
            if name != "csrf_token"
        }


class OwnerForm(ActForm):
    """Who gets them."""

    owner = ChoiceField("New owner", [Said("Choose who gets them.")])
    steps = BooleanField("Open follow-ups of the present owner go along", default=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner.offer([*options().owners, (NOBODY, "Nobody")], blank="Choose")


class PlanForm(ActForm):
    """The next step with each of them."""

    title = LineField("What to do", [Said("Enter what to do.")], description="Such as: call")
    due_on = DayField(
        "Date", [Said("Enter a date.")], description="Like 27/11, tomorrow or in 2 weeks"
    )
    why = LineField("Why", description="Shown under the step")
    cap_reason = LineField(
        "Also with those asked often, because",
        longest=120,
        description="Leave it empty and an employer over the cap on contacts is left out",
    )
    whose = RadioField(
        "For",
        choices=[
            SelectChoice(OWNERS, "The owner of each employer; me where there is none"),
            SelectChoice(MINE, "Me"),
        ],
        default=OWNERS,
    )


class StartForm(ActForm):
    """Which sequence, counted from which day."""

    code = ChoiceField("Sequence", [Said("Choose a sequence.")])
    anchor_on = DayField("Counted from", [Said("Enter a day.")], lean="near")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.code.offer([(k.code, k.name) for k in SEQUENCES.values()], blank="Choose")


class StageForm(ActForm):
    """Where they go. "Not now" needs a reason for each, so it is not offered."""

    stage = ChoiceField(
        "Stage",
        [Said("Choose a stage.")],
        description="Where a check is not met, the employer stays and you see why",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [pair for pair in pipeline.stages().items() if pair[0] != PAUSED]
        self.stage.offer(named, blank="Choose")


class TierForm(ActForm):
    """The tier, its reason and the day it is looked at again."""

    tier = ChoiceField(
        "Tier", [Said("Choose a tier.")], description="For staff only. Employers never see it"
    )
    why = LineField("Why", [Said("Say why they have this tier.")], longest=120)
    review_on = DayField("Look at it again on", description="Like in 26 weeks")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tier.offer([*((t, f"Tier {t}") for t in "ABC"), (NOBODY, "No tier")], blank="Choose")

    def validate_review_on(self, field: Any) -> None:
        """A tier is looked at again on a day to come."""
        if self.tier.data != NOBODY and (field.data is None or field.data <= clock.today()):
            raise ValidationError("Enter a day to come.")


#: The form of each act, by its code.
FORMS: Mapping[str, type[ActForm]] = {
    "plan": PlanForm,
    "owner": OwnerForm,
    "sequence": StartForm,
    "stage": StageForm,
    "tier": TierForm,
}
