"""Mechanisms every feature stands on; this package knows nothing about employers."""
