"""Employers, their sites and the people who work there."""
