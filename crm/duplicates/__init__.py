"""Employers kept twice: the queue of likely pairs, "not the same", merging with a preview."""
