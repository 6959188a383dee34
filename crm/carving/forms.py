"""What is asked when tasks are taken out of a post."""

from collections.abc import Iterable
from typing import Any

from wtforms import SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from crm.core.forms import EditForm, Form, HoursField, LineField, NoteField, Said
from crm.vacancies import rules
from crm.vacancies.models import Vacancy


class TasksField(SelectMultipleField):  # type: ignore[misc]
    """Tick boxes, one for each task of a post."""

    data: list[str] | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, validate_choice=False, **kwargs)

    def offer(self, words: Iterable[str]) -> None:
        """Offer these tasks; what was sent and is none of them is left out."""
        self.choices = [SelectChoice(line, line) for line in dict.fromkeys(words)]
        offered = {choice.value for choice in self.choices}
        self.data = [line for line in self.data or [] if line in offered]

    @property
    def text(self) -> str:
        """Return the ticked tasks, one a line."""
        return "\n".join(self.data or [])


class CarveForm(Form):
    """A new job made of some of the tasks of a vacancy."""

    taken = TasksField("Tasks to take out")
    title = LineField("Title of the new job", [Said("Enter a title for the new job.")])
    weekly_hours = HoursField("Hours a week")

    def validate_taken(self, field: Any) -> None:
        """A job without a task is none."""
        if not field.data:
            raise ValidationError("Tick at least one task.")


class PostForm(EditForm):
    """The existing post that a job was carved out of, as it was."""

    post_title = LineField("Title of the existing post", [Said("Enter the title of the post.")])
    post_tasks = NoteField("Tasks of the existing post", [Said("Enter the tasks of the post.")])
    taken = TasksField("Tasks that were taken out into this job")

    def offer(self, vacancy: Vacancy) -> None:
        """Offer the tasks typed; those that the job has now are ticked until somebody says more."""
        if not self.is_submitted():
            self.taken.data = rules.lines(vacancy.post_taken)
        self.taken.offer(rules.lines(self.post_tasks.data or ""))
        if not self.taken.data and not vacancy.post_taken:
            marked = rules.post_tasks(self.post_tasks.data or "", vacancy.tasks)
            self.taken.data = [t.words for t in marked if t.kind is rules.TaskKind.TAKEN]

    def validate_taken(self, field: Any) -> None:
        """Ask once the tasks are there to be ticked."""
        if self.post_tasks.data and not field.data:
            raise ValidationError("Tick each task that was taken out into this job.")

    @property
    def details(self) -> dict[str, Any]:
        """Return the answers as the columns take them."""
        return self.values("post_title", "post_tasks") | {"post_taken": self.taken.text}
