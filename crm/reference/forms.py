"""The field that takes an occupation."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms.validators import ValidationError

from crm.core.forms import ParsedField
from crm.reference import occupations
from crm.reference.occupations import Occupation


class OccupationField(ParsedField):
    """A code of SOC 2020, typed as words or digits; what fits several is offered to choose from.

    ``found`` are the occupations to choose from after a text that names none of them alone.
    """

    known: Mapping[str, Occupation] = {}
    found: Sequence[Occupation] = ()

    def offer(self, known: Mapping[str, Occupation]) -> None:
        """Say which occupations there are, then read what was sent."""
        self.known = known
        if self.typed and self.data is None:
            self._read(self.typed)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Keep what was typed; a choice from the list offered comes after it and counts."""
        if valuelist:
            self.typed = valuelist[-1].strip()[:200]
            self.data = None if self.typed else ""

    def pre_validate(self, form: Any) -> None:
        """Refuse what names no occupation, or several."""
        if self.data is not None:
            return
        if self.found:
            raise ValidationError(f"Choose the occupation that fits “{self.typed}”.")
        raise ValidationError(
            f"No occupation reads like “{self.typed}”. Try another word, or leave it empty."
        )

    def show_value(self, value: Any) -> str:
        """Write the code with its words."""
        found = self.known.get(value)
        return found.words if found else str(value)

    def _read(self, text: str) -> None:
        one = occupations.chosen(text, self.known)
        found = [one] if one else occupations.search(text, self.known.values())
        if len(found) == 1:
            self.data, self.typed = found[0].code, None
        else:
            self.found = found
