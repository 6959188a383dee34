"""Proposed levels: what the scheme says of each employer today. Nothing here awards anything."""
