"""Templates of webinars: look at their numbers, change, retire."""
