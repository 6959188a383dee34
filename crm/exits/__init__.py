"""The conversation with the employer after a placement ended."""
