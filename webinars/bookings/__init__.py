"""Signing up for a webinar: proof by mail, seats, the waiting list and offers with a time limit."""
