"""Vacancies: work an employer could offer, its pay tested at once."""
