"""What reference data adds to the product: its rows, and loading newer ones."""

from collections.abc import Callable

from crm.core.features import Feature, Link, OpenData, Seed
from crm.core.permissions import Permission
from crm.reference import actions, routes
from crm.reference.commands import reference_group


def _loader(kind: str) -> Callable[[str, str], int]:
    return lambda text, name: actions.load(kind, text, name=name)


FEATURE = Feature(
    name="reference",
    blueprints=(routes.bp,),
    links=(
        Link(
            "Reference data", "reference.index", Permission.EDIT_RATES, order=86, under="Settings"
        ),
    ),
    commands=(reference_group,),
    seeds=(Seed("reference", actions.seed, order=0),),
    open_data=(
        OpenData("postcodes", "Full postcodes and their districts", _loader("postcodes")),
        OpenData("points", "Where postcodes lie, for distances", _loader("points")),
        OpenData("outward", "Outward codes and the districts they cover", _loader("outward")),
        OpenData("sic", "SIC 2007 codes in words", _loader("sic")),
        OpenData("soc", "SOC 2020 unit groups in words", _loader("soc")),
        OpenData("bank-holidays", "Bank holidays of GOV.UK", _loader("bank-holidays")),
    ),
)
