"""What a merge keeps of each field: the preview and the saved values are the same answer. Pure."""

from collections.abc import Collection, Mapping
from typing import Any

LABELS: Mapping[str, str] = {
    "name": "Name",
    "other_names": "Other names, keep any",
    "trading_name": "Trading name",
    "former_name": "Former name",
    "company_number": "Company number",
    "external_id": "Number in the register",
    "legal_form": "Legal form",
    "council": "Part of the council",
    "size_band": "Size",
    "size_text": "Employees, as typed",
    "sic_codes": "Industry codes",
    "website": "Website",
    "phone": "Phone",
    "email": "Email",
    "stage_code": "Stage",
    "tier": "Tier",
    "owner_id": "Owner",
    "parent_id": "Belongs to",
    "disability_confident": "Disability Confident level",
    "disability_confident_until": "Disability Confident until",
    "main_site": "Main site",
    "notes": "Notes, keep any",
}
#: What is ticked from both sides and joined, with what stands between the parts.
JOINED: Mapping[str, str] = {"other_names": "; ", "notes": "\n\n"}
#: Fields that follow another one.
WITH: Mapping[str, str] = {
    "name_key": "name",
    "sic_section": "sic_codes",
    "tier_why": "tier",
    "tier_review_on": "tier",
}
EMPTY = (None, "", "not known")
SIDES = ("keep", "fold")
Facts = Mapping[str, Any]


def names_of(keep: Facts, fold: Facts) -> tuple[str, str]:
    """Return the other names that each side brings; the folded employer's own name is one."""
    brought = [part.strip() for part in fold["other_names"].split(";") if part.strip()]
    if fold["name"] != keep["name"]:
        brought.insert(0, fold["name"])
    return keep["other_names"], "; ".join(brought)


def different(keep: Facts, fold: Facts) -> list[str]:
    """Return the fields in which the two differ, in the order of the page."""
    mine, theirs = names_of(keep, fold)
    return [
        name
        for name in LABELS
        if (bool(mine or theirs) if name == "other_names" else keep[name] != fold[name])
    ]


def suggested(keep: Facts, fold: Facts) -> dict[str, set[str]]:
    """Return the side each field is taken from unless somebody chooses: the one that has it."""
    chosen = {}
    for name in different(keep, fold):
        if name in JOINED:
            chosen[name] = set(SIDES)
        else:
            chosen[name] = {"fold" if keep[name] in EMPTY else "keep"}
    return chosen


def result(keep: Facts, fold: Facts, chosen: Mapping[str, Collection[str]]) -> dict[str, Any]:
    """Return what the survivor will hold in each field that differs."""
    mine, theirs = names_of(keep, fold)
    values: dict[str, Any] = {}
    for name in different(keep, fold):
        took = chosen.get(name, ())
        sources = {"keep": keep[name], "fold": fold[name]}
        if name == "other_names":
            sources = {"keep": mine, "fold": theirs}
        if name in JOINED:
            values[name] = JOINED[name].join(
                dict.fromkeys(sources[s] for s in SIDES if s in took and sources[s])
            )
        else:
            values[name] = sources["fold" if "fold" in took else "keep"]
    for name, leader in WITH.items():
        if leader in values:
            values[name] = (fold if "fold" in chosen.get(leader, ()) else keep)[name]
    return values
