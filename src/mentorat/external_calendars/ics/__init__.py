"""A calendar file understood: pure, and run in a process of its own."""
