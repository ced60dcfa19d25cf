"""What every step of a booking has in common: the two people guarded, one update, one event."""
