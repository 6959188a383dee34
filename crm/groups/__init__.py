"""Groups of employers: a head and those that belong to it."""
