"""Officers answer what came in by the public door."""
