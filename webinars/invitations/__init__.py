"""Mails that calendars understand, reminders, and invitations to a webinar."""
