"""Two contacts of one employer that are one person: compared, merged, undone at any time."""
