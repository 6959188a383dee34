"""Drafting, comparing, publishing and retiring versions of the scheme."""
