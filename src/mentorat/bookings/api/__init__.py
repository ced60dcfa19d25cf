"""Bookings over JSON."""
