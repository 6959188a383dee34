"""What was thrown away: thirty days of grace with everything that hung on it, then erased."""
