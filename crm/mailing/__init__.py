"""Mail to many employers: one text, an audience, a preview, and what became of each mail."""
