"""What if the scheme said otherwise: who would move, worked out on a copy, changing nothing."""
