"""What may be done to a booking, one verb each."""
