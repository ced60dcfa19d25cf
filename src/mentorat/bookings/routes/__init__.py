"""The addresses of bookings: one noun a file, its JSON and its form together."""
