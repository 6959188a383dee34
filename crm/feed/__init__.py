"""A calendar feed for each person, by a secret address."""
