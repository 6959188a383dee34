"""What is asked about an employer."""

from typing import Any

from wtforms import BooleanField
from wtforms.validators import Optional, ValidationError

from crm.core.forms import (
    ChoiceField,
    DayField,
    EditForm,
    EmailField,
    Form,
    LineField,
    NoteField,
    Said,
    enum_pairs,
)
from crm.employers.fields import CompanyNumberField, PhoneField, PostcodeField, WebField
from crm.employers.models import LegalForm, SizeBand

FOI = (
    "Notes can be asked for under the Freedom of Information Act. "
    "Write nothing about anyone's health."
)


class QuickAddForm(Form):
    """An employer, the person met there and the next step, in one go."""

    name = LineField("Employer name", [Said("Enter the employer's name")])
    postcode = PostcodeField("Postcode", description="Gives the district. Leave it if not known")
    contact_name = LineField("Person you spoke to")
    contact_role = LineField("Their role")
    email = EmailField("Email address", [Optional()])
    phone = PhoneField("Phone number", [Optional()])
    next_act = LineField("Next step", description="For example: call about open day")
    next_on = DayField("Date of the next step", description="Like 27/11, tomorrow or in 2 weeks")
    another = BooleanField("It is a different employer: add it")

    def validate_next_on(self, field: Any) -> None:
        """A next step and its date go together."""
        if bool(field.data) != bool(self.next_act.data):
            raise ValidationError("Enter both the next step and its date, or neither.")

    def validate_contact_name(self, field: Any) -> None:
        """A role, address or number belongs to somebody."""
        if self.contact_role.data and not field.data:
            raise ValidationError("Enter the name of the person with this role.")


class EmployerForm(EditForm):
    """All facts of an employer that staff keep."""

    name = LineField("Employer name", [Said("Enter the employer's name")])
    trading_name = LineField("Trading name", description="If it is known by another name")
    other_names = LineField("Other names", description="Semicolons between them")
    company_number = CompanyNumberField("Company number", [Optional()])
    legal_form = ChoiceField("Legal form", description="Decides how we may write to them")
    size_band = ChoiceField("Number of employees")
    sic_codes = LineField("Industry codes (SIC 2007)", description="Five digits, commas between")
    website = WebField("Website", [Optional()])
    phone = PhoneField("Phone number", [Optional()])
    email = EmailField("Email address", [Optional()])
    owner_id = ChoiceField("Owner")
    disability_confident = ChoiceField("Disability Confident level")
    disability_confident_until = DayField("Disability Confident until", [Optional()])
    council = BooleanField(
        "It is part of the council",
        description="Its fair pay is checked against the council's pay scale and confirmed by an "
        "independent reviewer",
    )
    notes = NoteField("Notes", description=FOI)

    def offer(self, owners: Any) -> None:
        """Fill the lists."""
        sizes = {
            SizeBand.MICRO: "Micro: 1 to 9",
            SizeBand.SMALL: "Small: 10 to 49",
            SizeBand.MEDIUM: "Medium: 50 to 249",
            SizeBand.LARGE: "Large: 250 or more",
        }
        self.legal_form.offer(enum_pairs(LegalForm))
        self.size_band.offer(enum_pairs(SizeBand, sizes))
        self.owner_id.offer(owners, blank="Nobody yet")
        levels = ((1, "1, Committed"), (2, "2, Employer"), (3, "3, Leader"))
        self.disability_confident.offer(levels, blank="None known")


class SiteForm(EditForm):
    """A place of work."""

    name = LineField("Name of the site", description="For example: head office, Ewelme depot")
    address = NoteField("Address", longest=500)
    town = LineField("Town or village")
    postcode = PostcodeField("Postcode", [Said("Enter the site's postcode")])
    is_main = BooleanField("This is the main site; the district is taken from it")
    closed_on = DayField(
        "Closed on",
        [Optional()],
        lean="last",
        description="What happened there stays; nothing new is offered there",
    )


class ContactForm(EditForm):
    """A person at the employer, in one role."""

    name = LineField("Full name", [Said("Enter the contact's name")])
    role = LineField("Role", description="For example: HR manager")
    can_hire = ChoiceField("Can this person hire?")
    email = EmailField("Email address", [Optional()])
    phone = PhoneField("Phone number", [Optional()])
    site_id = ChoiceField("Site")
    from_on = DayField("In this role since", [Optional()], lean="last")
    notes = NoteField("Notes", description=FOI)

    def offer(self, sites: Any) -> None:
        """Fill the lists."""
        self.can_hire.offer((("yes", "Yes"), ("no", "No")), blank="Not known")
        self.site_id.offer(sites, blank="No one site")


class LeftForm(Form):
    """The day somebody left, and who follows them."""

    to_on = DayField(
        "When did they leave this role?", [Said("Enter the date they left")], lean="near"
    )
    follows = ChoiceField("Who follows them?")
    replaced_by = LineField(
        "Name of somebody new", description="They take over role and site. Leave it if not known"
    )
    now_at = LineField(
        "Where do they work now?",
        description="Name or reference of an employer we know. They are added there; "
        "this role stays as it was",
    )

    def offer(self, colleagues: Any) -> None:
        """Fill the list of those who are there."""
        self.follows.offer(colleagues, blank="Somebody new, or not known yet")

    def validate_replaced_by(self, field: Any) -> None:
        """One person follows, a known or a new one."""
        if field.data and self.follows.data:
            raise ValidationError("Choose somebody or enter a new name, not both.")
