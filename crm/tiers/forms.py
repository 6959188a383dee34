"""What is asked about a tier."""

from wtforms.validators import Optional

from crm.core.forms import ChoiceField, DayField, EditForm, LineField


class TierForm(EditForm):
    """The tier, its reason and the day it is looked at again."""

    tier = ChoiceField("Tier", description="For staff only. Employers never see it")
    why = LineField("Why", description="For example: 400 jobs in Didcot, hires every month")
    review_on = DayField("Look at it again on", [Optional()])

    def offer(self) -> None:
        """Fill the list."""
        self.tier.offer([(tier, f"Tier {tier}") for tier in "ABC"], blank="No tier")
