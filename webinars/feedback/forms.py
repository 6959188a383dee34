"""What is asked after a webinar: of staff about the recording, of people about the webinar."""

from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from crm.core.forms import DayField, Form, LineField, Said
from webinars.feedback.models import SurveyQuestion
from webinars.feedback.rules import ANSWERS


class RecordingForm(Form):
    """Where the recording is."""

    url = LineField("Address of the recording", [Said("Enter the address.")], longest=500)
    until = DayField("Can be watched until")
    captions = LineField(
        "About captions", description="Like: with captions, checked by a person. Transcript below."
    )


class QuestionForm(Form):
    """The words of one question."""

    words = LineField("Question", [Said("Enter the question.")], longest=150)


def survey_form(questions: Sequence[SurveyQuestion]) -> Any:
    """Return a form with one list of answers for each question."""
    fields = {
        f"q{question.id}": RadioField(
            question.words,
            choices=[SelectChoice(str(at), words) for at, words in enumerate(ANSWERS)],
            validators=[Optional()],
            validate_choice=False,
        )
        for question in questions
    }
    return type("SurveyForm", (Form,), fields)()


def given(form: FlaskForm, questions: Sequence[SurveyQuestion]) -> dict[int, int]:
    """Return the answers by question; those not given or not offered are left out."""
    found = {question.id: form[f"q{question.id}"].data for question in questions}
    return {
        question: int(said)
        for question, said in found.items()
        if said in {str(at) for at in range(len(ANSWERS))}
    }
