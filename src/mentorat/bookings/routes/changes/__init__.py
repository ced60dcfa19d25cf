"""What becomes of a booking that stands: moved, cancelled, missed."""
