"""Files of employers: reading them, matching them to what is known, and taking an import back."""
