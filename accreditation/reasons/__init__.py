"""The bank of reasons: words that letters about decisions use, under stable codes."""
