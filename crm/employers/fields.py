"""Form fields for what employers have: postcode, company number, phone, website."""

import re
from urllib.parse import urlsplit

from crm.core.forms import ParsedField
from crm.reference.companies import read_company_number
from crm.reference.postcodes import read_postcode
from crm.reference.shipped import postcode_areas


class PostcodeField(ParsedField):
    """A UK postcode, written ``OX14 3HB``."""

    def parse(self, text: str) -> str:
        """Say what is wrong, with the postcode that may be meant."""
        found = read_postcode(text, postcode_areas())
        if found.postcode is None:
            raise ValueError(found.problem)
        return found.postcode


class CompanyNumberField(ParsedField):
    """A Companies House number of eight characters."""

    def parse(self, text: str) -> str:
        """Fill up leading zeros."""
        number, problem = read_company_number(text)
        if number is None:
            raise ValueError(problem or "Enter the eight characters of the company number.")
        return number


class PhoneField(ParsedField):
    """A telephone number as people write it, with an extension if there is one."""

    def parse(self, text: str) -> str:
        """Keep the writing; refuse what cannot be dialled."""
        import phonenumbers  # the web starts without it

        try:
            number = phonenumbers.parse(text, "GB")
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            raise ValueError("Enter a phone number, like 01865 792422 or 07700 900456.")
        return " ".join(text.split())


class WebField(ParsedField):
    """A web address; ``https://`` is put in front when it is missing."""

    def parse(self, text: str) -> str:
        """Take http and https addresses of a named host only."""
        address = text if re.match(r"(?i)[a-z][a-z0-9+.-]*:", text) else f"https://{text}"
        parts = urlsplit(address)
        known = parts.scheme.lower() in {"http", "https"} and "." in (parts.hostname or "")
        if not known or re.search(r"\s", address):
            raise ValueError("Enter a website address, like https://www.example.co.uk.")
        return address
