"""The accreditation scheme: criteria, scores, decisions and badges."""
