"""Follow-ups that come by themselves: sequences counted from one day, and repeating ones."""
