"""The next working day, looked at the evening before, and its load spread over the days after."""
