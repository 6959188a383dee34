"""The page that a business opens by its link: choose files, hide parts, send; no account."""
