"""Files that prove something: checked on arrival, unreadable on disk, every opening logged."""
