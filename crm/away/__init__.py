"""Who is away when, and who acts for them meanwhile; nothing about why."""
