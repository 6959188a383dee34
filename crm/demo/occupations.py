"""Which occupation invented work is."""

#: Words of a job title and its sub-major group of SOC 2020; the first that fits counts.
GROUPS = (
    (("clerk", "office", "reception", "post room", "library", "archive", "desk"), "41"),
    (("cleaner", "washer", "kitchen", "porter", "picker", "stock", "shelf"), "92"),
    (("shop", "till", "counter", "kiosk"), "71"),
    (("host", "visitor"), "72"),
    (("activities", "kennel"), "61"),
    (("housekeeper", "leisure"), "62"),
    (("line", "operative", "operator", "finisher"), "81"),
    (("plant", "nursery", "potting", "ground", "green", "estate", "parks"), "91"),
)
ANY_OTHER = "92"


def code_of(title: str) -> str:
    """Return the sub-major group of an invented job."""
    told = title.lower()
    found = (code for words, code in GROUPS if any(word in told for word in words))
    return next(found, ANY_OTHER)
