"""What was promised: next steps, repeating ones, Today and the morning mail."""
