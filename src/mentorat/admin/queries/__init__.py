"""What operators read of every slice."""
