"""Decisions on levels: who decided what, on which evidence, frozen with the letter."""
