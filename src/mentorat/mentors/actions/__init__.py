"""What may be done to a mentor's profile, one verb each."""
