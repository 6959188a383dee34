"""Attendance files of a webinar: brought, looked at, unsure people chosen, saved, taken back."""
