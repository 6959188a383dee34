"""What is asked about duplicates."""

from typing import Any

from wtforms import HiddenField

from crm.core.forms import Form, LineField, ParsedField, Said
from crm.likeness.shipped import weights


class ApartForm(Form):
    """Why two employers are two."""

    reason = LineField("Why are they not the same?", description="Leave it if the names say it")


class MergeForm(Form):
    """Guards a merge: the versions of both records and the result that was shown."""

    seen = HiddenField()
    shown = HiddenField()


class PointsField(ParsedField):
    """A whole number of points, or hundredths, between two limits."""

    def __init__(self, *args: Any, least: int = -200, most: int = 200, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.least, self.most = least, most

    def parse(self, text: str) -> int:
        """Take a whole number within the limits."""
        bare = text.replace("−", "-")
        if not bare.removeprefix("-").isascii() or not bare.removeprefix("-").isdigit():
            raise ValueError(f"{self.label.text} must be a whole number, like 25 or -15.")
        if not self.least <= int(bare[:6]) <= self.most:
            raise ValueError(f"{self.label.text} must be from {self.least} to {self.most}.")
        return int(bare)


class RulesForm(Form):
    """The points of every sign, and from how many points a pair is shown."""

    threshold = PointsField(
        "Points from which a pair is shown",
        [Said("Enter the points from which a pair is shown")],
        least=1,
        most=300,
    )
    source = LineField(
        "Why these weights?", [Said("Enter why you change the weights")], longest=200
    )

    def points(self, name: str) -> int:
        """Return the number in one field of a valid form."""
        return int(self[name].data)

    @property
    def signs(self) -> list[Any]:
        """Return the fields of the signs, in the order of the rules."""
        return [self[weight.code] for weight in weights()]


for _weight in weights():
    setattr(
        RulesForm,
        _weight.code,
        PointsField(_weight.label, [Said(f"Enter the points of “{_weight.label}”")]),
    )
