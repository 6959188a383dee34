"""What everybody may know of webinars: pages in plain language and feeds."""
