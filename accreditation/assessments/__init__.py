"""Assessing an employer for a level: evidence judged, a draft corrected, a case for a decision."""
