"""Pages and JSON of articles."""
