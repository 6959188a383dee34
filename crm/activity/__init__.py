"""The contact log: what was said to whom at an employer, and when to speak next."""
