"""Evidence asked from an employer by a link: one purpose, some days, a few files, no account."""
