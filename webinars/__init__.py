"""Webinars: programme, bookings, attendance and what came of them."""
