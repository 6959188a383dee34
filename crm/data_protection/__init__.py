"""What is held about a person, corrections, complaints and the standing public pages."""
