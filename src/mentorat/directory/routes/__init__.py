"""The addresses of the directory."""
