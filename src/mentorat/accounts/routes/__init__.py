"""The addresses of accounts."""
