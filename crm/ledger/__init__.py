"""The delivery ledger: what was due and what became of it, and the clockwork's own runs."""
