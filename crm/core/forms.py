"""Form base and fields with one strict parser per kind; messages say what to do."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, ClassVar

from email_validator import EmailNotValidError, validate_email
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import StopValidation

from crm.core import clock
from crm.core.days import Lean, parse_day
from crm.core.errors import RuleBroken, Stale

LINE = 200
NOTE = 4000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


class Form(FlaskForm):  # type: ignore[misc]
    """Base of every form; ``show`` puts a broken rule beside its field."""

    def show(self, error: RuleBroken) -> None:
        """Show ``error`` beside the field it names, else above the form."""
        if error.field and error.field in self._fields:
            field = self._fields[error.field]
            field.errors = [*field.errors, error.message]
        else:
            self.form_errors.append(error.message)

    def values(self, *names: str) -> dict[str, Any]:
        """Return the data of the named fields, for an action."""
        return {name: self._fields[name].data for name in names}


class EditForm(Form):
    """A form for a row that others may edit: it carries the version its reader saw.

    ``conflict`` is what ``crm.core.conflicts`` found after somebody else was quicker. ``also``
    names columns that the form shows in another shape, so that a change of them is said too.
    """

    seen = HiddenField()
    also: ClassVar[Mapping[str, str]] = {}
    conflict: Any = None

    @property
    def http_status(self) -> int:
        """Return the status of the page that shows this form."""
        return 409 if self.conflict else 200

    def check_seen(self, row: Any) -> None:
        """Raise ``Stale`` when ``row`` was saved after this form was opened."""
        if self.seen.data != str(row.version):
            raise Stale


class Said:
    """A required field's message: raises it when nothing was typed, and stops there."""

    def __init__(self, message: str) -> None:
        self.message = message
        self.field_flags = {"required": True}

    def __call__(self, _form: Any, field: Field) -> None:
        """Stop with the message when the field is empty."""
        if field.data is None or field.data in ("", []):
            raise StopValidation("" if field.errors else self.message)


def refuse_control(text: str, label: str) -> str:
    """Return ``text`` in composed form; raises ``ValueError`` for characters nobody can type."""
    if _CONTROL.search(text):
        raise ValueError(f"{label} has a character that cannot be shown. Type it again.")
    return unicodedata.normalize("NFC", text)


class LineField(StringField):  # type: ignore[misc]
    """One line of text, trimmed, at most ``longest`` characters."""

    def __init__(self, *args: Any, longest: int = LINE, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.longest = longest

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Trim; refuse line breaks, control characters and over-long text."""
        if not valuelist:
            return
        self.data = valuelist[0].strip()
        name = self.label.text
        if "\n" in self.data or "\r" in self.data:
            raise ValueError(f"{name} must be one line.")
        self.data = refuse_control(self.data, name)
        if self.data and not _HIDDEN.sub("", self.data).strip():
            raise ValueError(f"{name} has only invisible characters. Type it again.")
        if len(self.data) > self.longest:
            raise ValueError(f"{name} must be {self.longest} characters or fewer.")


class NoteField(TextAreaField):  # type: ignore[misc]
    """Several lines of text, at most ``longest`` characters."""

    def __init__(self, *args: Any, longest: int = NOTE, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.longest = longest

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Trim, use plain line ends, refuse control characters and over-long text."""
        if not valuelist:
            return
        text = valuelist[0].replace("\r\n", "\n").replace("\r", "\n").strip()
        self.data = refuse_control(text, self.label.text)
        if len(text) > self.longest:
            raise ValueError(f"{self.label.text} must be {self.longest:,} characters or fewer.")


class ParsedField(StringField):  # type: ignore[misc]
    """A line that is parsed; what was typed is shown again when it cannot be."""

    typed: str | None = None

    def parse(self, text: str) -> Any:
        """Return the value of ``text``; raises ``ValueError`` with a message for the person."""
        raise NotImplementedError

    def show_value(self, value: Any) -> str:
        """Return ``value`` as a person would type it."""
        return str(value)

    def _value(self) -> str:
        if self.typed is not None:
            return self.typed
        return "" if self.data is None else self.show_value(self.data)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Parse what was typed; an empty line is no value."""
        if not valuelist:
            return
        self.typed = valuelist[0][:LINE]
        self.data = None
        if self.typed.strip():
            self.data = self.parse(self.typed.strip())


class EmailField(ParsedField):
    """An e-mail address, its domain in lower case."""

    def parse(self, text: str) -> str:
        """Refuse what no mail server would take."""
        try:
            found = validate_email(text, check_deliverability=False)
        except EmailNotValidError:
            raise ValueError(
                "Enter an email address in the correct format, like name@example.com."
            ) from None
        return str(found.normalized)


class MoneyField(ParsedField):
    """Pounds and pence, as ``Decimal``, from 0 to ``most``."""

    def __init__(self, *args: Any, most: Decimal = Decimal(1_000_000), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.most = most

    def parse(self, text: str) -> Decimal:
        """Take ``12.71``, ``£12.71`` and ``26,000``; refuse the rest."""
        bare = text.removeprefix("£").strip()
        if re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]{1,2})?", bare):
            bare = bare.replace(",", "")
        if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,2})?", bare):
            raise ValueError(
                f"{self.label.text} must be pounds and pence, like 12.71, without other signs."
            )
        amount = Decimal(bare)
        if amount > self.most:
            raise ValueError(f"{self.label.text} must be £{self.most:,} or less.")
        return amount

    def show_value(self, value: Any) -> str:
        """Write pounds and pence; finer amounts as they are."""
        amount = Decimal(value)
        return format(amount, ".2f" if amount == round(amount, 2) else "f")


class HoursField(ParsedField):
    """Hours as an exact ``Decimal``, more than 0, at most ``most``."""

    def __init__(self, *args: Any, most: Decimal = Decimal(100), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.most = most

    def parse(self, text: str) -> Decimal:
        """Take ``7.5``; refuse signs, words and other digits."""
        if not re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,6})?", text):
            raise ValueError(f"{self.label.text} must be a number, like 37.5.")
        amount = Decimal(text)
        if not 0 < amount <= self.most:
            raise ValueError(f"{self.label.text} must be more than 0 and at most {self.most}.")
        return amount

    def show_value(self, value: Any) -> str:
        """Leave out needless zeros."""
        return format(Decimal(value).normalize(), "f")


class CountField(ParsedField):
    """A whole number from ``least`` to ``most``."""

    def __init__(self, *args: Any, least: int = 0, most: int = 1_000_000, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.least, self.most = least, most

    def parse(self, text: str) -> int:
        """Take plain digits only."""
        if re.fullmatch(r"[0-9]{1,9}", text) and self.least <= int(text) <= self.most:
            return int(text)
        raise ValueError(
            f"{self.label.text} must be a whole number from {self.least:,} to {self.most:,}."
        )


class DayField(ParsedField):
    """A date, day first: 4/11/2026, 4 Nov, 2026-11-04, tomorrow, in 2 weeks, fri.

    ``lean`` says which year a day without one belongs to (crm.core.days).
    """

    def __init__(self, *args: Any, lean: Lean = "next", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lean = lean

    def parse(self, text: str) -> date:
        """Return the date; a day without a year leans the field's way."""
        found = parse_day(text, clock.today(), self.lean)
        if found is None:
            raise ValueError(
                f"{self.label.text} must be a real date, like 27/11/2026, tomorrow or in 2 weeks."
            )
        return found

    def show_value(self, value: Any) -> str:
        """Write the date day first."""
        return f"{value:%d/%m/%Y}"


class ChoiceField(SelectField):  # type: ignore[misc]
    """One of a list; ``choices`` are ``(value, label)`` pairs given when the form is made."""

    def offer(self, pairs: Iterable[tuple[Any, str]], blank: str | None = None) -> None:
        """Offer these values; ``blank`` is the label of "nothing chosen"."""
        first = [SelectChoice("", blank)] if blank is not None else []
        self.choices = first + [SelectChoice(str(v), label) for v, label in pairs]

    def pre_validate(self, form: Any) -> None:
        """Refuse a value that was not offered, in plain words."""
        empty = self.data in (None, "")  # a field that must have an answer says so itself
        if self.data not in {c.value for c in self.choices or []} and not (
            empty and self.flags.required
        ):
            raise StopValidation(f"Choose one of the answers for “{self.label.text}”.")


def enum_pairs(kind: type[Enum], labels: dict[Any, str] | None = None) -> list[tuple[str, str]]:
    """Return ``(value, label)`` pairs of an enum; the label is the value in sentence case."""
    named = labels or {}
    return [(m.value, named.get(m) or _sentence(str(m.value))) for m in kind]


def _sentence(value: str) -> str:
    """Return a code in sentence case; letters that stand for words (IPS) stay as they are."""
    words = value.replace("_", " ")
    return words if words.isupper() else words.capitalize()
