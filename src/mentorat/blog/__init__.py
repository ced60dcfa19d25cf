"""Articles: written, reviewed, published, found, and leading to a session."""
