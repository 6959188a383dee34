"""Invented employers with two years of history, to look at and to try things on."""
