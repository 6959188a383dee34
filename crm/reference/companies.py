"""Company numbers and legal forms, as Companies House and its registers write them. Pure."""

import re

# The legal form that a number's prefix stands for. Source: the prefixes of the Companies House
# register (SC Scotland, NI Northern Ireland, OC/SO/NC limited liability partnerships, CE/CS
# charitable incorporated organisations, LP/SL limited partnerships); 00 to 19 are companies.
_PREFIXES = {
    "SC": "company",
    "NI": "company",
    "FC": "company",
    "BR": "company",
    "SE": "company",
    "OC": "limited liability partnership",
    "SO": "limited liability partnership",
    "NC": "limited liability partnership",
    "CE": "charity",
    "CS": "charity",
    "LP": "partnership",
    "SL": "partnership",
}
_WORDS = {
    "company": ("company", "limited company", "private limited company", "ltd", "limited", "plc",
                "public limited company"),
    "limited liability partnership": ("limited liability partnership", "llp"),
    "sole trader": ("sole trader", "sole proprietor", "self employed"),
    "partnership": ("partnership", "limited partnership", "lp"),
    "charity": ("charity", "registered charity", "cio", "charitable incorporated organisation"),
    "public body": ("public body", "public sector", "council", "nhs", "school", "local authority"),
    "other": ("other", "registered society", "cic", "community interest company"),
}  # fmt: skip
_FORMS = {word: form for form, words in _WORDS.items() for word in words}
_ENDINGS = (
    (re.compile(r"\bllp\.?$", re.IGNORECASE), "limited liability partnership"),
    (re.compile(r"\b(?:limited|ltd|plc|cyfyngedig)\.?$", re.IGNORECASE), "company"),
)


def read_company_number(text: str) -> tuple[str | None, str]:
    """Return the eight-character company number and, when there is none, why.

    Spreadsheets drop leading zeros, so digits alone are filled up to eight and a two-letter prefix
    keeps six digits behind it. Blank is no number and no problem.
    """
    plain = re.sub(r"[\s.-]", "", text).upper()
    if not plain:
        return None, ""
    if re.fullmatch(r"[0-9]{1,8}", plain, re.ASCII) and int(plain):
        return plain.zfill(8), ""
    if found := re.fullmatch(r"([A-Z]{2})([0-9]{1,6})", plain, re.ASCII):
        return found[1] + found[2].zfill(6), ""
    if re.fullmatch(r"(?=.*[A-Z])(?=.*[0-9])[A-Z0-9]{8}", plain, re.ASCII):
        return plain, ""
    shown = text.strip()[:20]
    return None, f"“{shown}” is not a company number, like 01234567 or SC123456."


def legal_form(said: str, number: str, name: str, *, public_body: bool = False) -> str:
    """Return the legal form in the words of the employer record, or nothing when unknown.

    What a file says comes first, then the prefix of the company number, then the register's mark
    of a public body, then the ending of the name.
    """
    if form := _FORMS.get(" ".join(re.sub(r"[^a-z]+", " ", said.lower()).split())):
        return form
    if number:
        return "company" if number.isdigit() else _PREFIXES.get(number[:2], "other")
    if public_body:
        return "public body"
    return next((form for ending, form in _ENDINGS if ending.search(name)), "")
