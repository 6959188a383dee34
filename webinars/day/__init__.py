"""The day of a webinar: who is there, by hand and from files, and what counts as attended."""
