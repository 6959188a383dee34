"""Scheme versions and the proposed level: what counts, how it is scored, what would raise it."""
