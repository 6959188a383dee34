"""Carving: a job made of tasks that were taken out of an existing post."""
