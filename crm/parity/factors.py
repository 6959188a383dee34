"""Reasons given for paying someone less: which can explain a gap and which never can. Pure.

Source: the project's domain reference, 4.9; offered by a form, decided with evidence.
"""

CAN_EXPLAIN = {
    "length_of_service": "length of service",
    "qualification": "a qualification the job requires",
    "location": "a location or market supplement",
    "shift_pattern": "the shift pattern",
    "performance_pay": "documented performance pay",
    "red_circled": "protected pay of colleagues",
    "different_contract": "a different contract",
    "age_band": "a lawful age band",
}
NEVER_EXPLAINS = {
    "disability": "disability",
    "lower_output": "lower output",
    "cost_of_adjustments": "the cost of adjustments",
    "recruited_through_scheme": "being recruited through a scheme",
    "on_benefits": "being on benefits",
    "access_to_work": "Access to Work funding",
}


def is_known(factor: str) -> bool:
    """Tell whether a code is one of ours, of either kind."""
    return factor in CAN_EXPLAIN or factor in NEVER_EXPLAINS


def why_not(factor: str) -> str:
    """Say why a factor, or the lack of one, does not explain a gap."""
    if not factor:
        return "No reason for the gap was given."
    if factor in CAN_EXPLAIN:
        return f"There is no evidence that {CAN_EXPLAIN[factor]} caused the gap."
    if factor in NEVER_EXPLAINS:
        cause = NEVER_EXPLAINS[factor]
        return f"{cause[0].upper()}{cause[1:]} can never explain lower pay."
    return f"“{factor}” is not a known reason, so it explains nothing."
