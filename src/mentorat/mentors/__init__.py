"""What mentors tell of themselves: profiles, and later their directory."""
