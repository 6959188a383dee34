"""How long to wait before the next step: dated rows a manager edits, and one employer's own."""
