"""The personal page of a booking, by its link: no account."""
