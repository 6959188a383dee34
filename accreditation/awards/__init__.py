"""Awards: a level that an employer holds, from its grant to its end."""
