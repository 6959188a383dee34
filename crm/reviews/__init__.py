"""In-work reviews: the contact made, how it goes, and what puts a placement at risk."""
