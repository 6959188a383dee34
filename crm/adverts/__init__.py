"""Vacancies read from a page or a feed that an officer brings, looked at before any is saved."""
