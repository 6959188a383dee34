"""Forms of the review page, of interests and of the draft's own page."""

from wtforms import HiddenField, RadioField

from crm.core.forms import ChoiceField, Form, NoteField


class JudgeForm(Form):
    """One verdict on one criterion, with what the assessor saw."""

    criterion = HiddenField()
    verdict = RadioField("Your verdict", validate_choice=False)
    words = NoteField("What you saw, or why", longest=1000)


class AskForm(Form):
    """What the employer should send, on one criterion."""

    criterion = HiddenField()
    ask = NoteField("What should they send?", longest=500)


class WordsForm(Form):
    """A few words, and sometimes what they are about."""

    code = HiddenField()
    words = NoteField("In a few words", longest=2000)


class AssignForm(Form):
    """Who from outside the service looks at a case, and why."""

    person = ChoiceField("External reviewer")
    words = NoteField("Why is somebody from outside needed?", longest=500)


class CorrectForm(Form):
    """What is wrong in a draft result; nothing when all is right."""

    words = NoteField(
        "What is wrong?",
        description="Say which fact is wrong and how it should be. The person who assesses you "
        "looks at it again.",
        longest=4000,
    )
