"""Reading bookings: what takes time, and what was promised."""
