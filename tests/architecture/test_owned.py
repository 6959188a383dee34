"""Whoever leaves leaves nothing behind: every column that names a person says which kind it is."""

import app
from crm.core.db import Model
from crm.employers.models import Employer
from crm.people.models import Person

#: Columns that belong to the person alone or to the clockwork; they never change hands. Names
#: that end in ``by_id`` say who did something.
STAYS = {
    "appeal.approver_id",  # copied from what is disagreed with; the reviewer is found anew
    "appeal.assessor_id",
    "appeal.mover_id",
    "appeal.reviewer_id",
    "appeal.second_id",
    "decision.approver_id",
    "decision.assessor_id",
    "decision.second_id",
    "assessment.assessor_id",  # a colleague who is not too close takes it over on its page
    "assessment.reviewer_id",
    "assessment.second_id",
    "bulk_change.person_id",
    "calendar_feed.person_id",
    "declared_interest.person_id",
    "export.person_id",
    "file_opening.person_id",
    "advert_file.person_id",
    "import_file.person_id",
    "interest_draft.owner_id",
    "leave.person_id",
    "refused_act.person_id",
    "reminder.owner_id",
    "saved_view.owner_id",
    "sign_in.person_id",
    "view_choice.person_id",
}


def test_every_column_with_a_person_is_handed_over_or_says_who_did_something():
    handed = {str(one.owner.expression) for feature in app.FEATURES for one in feature.owned}
    handed.add(str(Employer.owner_id.expression))
    columns = {
        f"{table.name}.{key.parent.name}"
        for table in Model.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table is Person.__table__ and not key.parent.name.endswith("by_id")
    }

    assert columns - handed <= STAYS, "declare it as Owned in its feature, or name it here"
    assert handed <= columns
