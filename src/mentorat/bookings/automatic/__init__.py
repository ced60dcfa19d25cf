"""What happens to bookings by the clock, or because somebody left."""
