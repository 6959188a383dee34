"""The public door: a business registers its interest."""
