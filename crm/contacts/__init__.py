"""Pages for the people and places of an employer."""
