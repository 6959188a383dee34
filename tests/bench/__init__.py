"""Measures and crash runs of the whole product; ``./dev bench`` runs them."""
