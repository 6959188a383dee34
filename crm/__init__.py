"""The relationship side: people, employers, follow-ups, vacancies, placements and fair pay."""
