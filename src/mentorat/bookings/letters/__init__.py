"""What the two people of a booking read, and the calendar files that come along."""
