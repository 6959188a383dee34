"""What an employer, or a department of the council, pays for each grade, as dated tables."""
