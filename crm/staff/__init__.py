"""The staff list: who works here, in which role, and letting people in and out."""
