"""Waivers: a gate set aside for one employer, by a named role, with a reason and an end."""
