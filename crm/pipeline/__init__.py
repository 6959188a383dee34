"""How far each employer has come: stages with their ages, reasons, checks, and the board."""
