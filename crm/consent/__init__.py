"""Who may be written to about what: lawful basis, choices of the person, addresses that stop."""
