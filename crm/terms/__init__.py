"""Hours, pay, contract and job of a placement as they change over time."""
