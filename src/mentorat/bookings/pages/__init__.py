"""Booking a session, and living with it, as pages."""
