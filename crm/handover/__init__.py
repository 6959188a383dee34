"""Handing a leaver's employers and open follow-ups to colleagues, with a preview and undo."""
