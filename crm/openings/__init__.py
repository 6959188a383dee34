"""Public pages of vacancies whose employer agreed that everybody may see them."""
