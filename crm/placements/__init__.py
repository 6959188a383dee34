"""Placements: who works where, known here only by a reference without a name."""
