"""Badges: keys, credentials, status lists and the pages that let anybody check them."""
