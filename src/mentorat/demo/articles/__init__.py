"""What the mentors of the demo wrote, as Markdown."""
