"""Texts to begin a mailing from: named, kept in versions, and counted where they are used."""
