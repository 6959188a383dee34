"""Matching: what a vacancy asks, line by line, against what would suit a person."""
