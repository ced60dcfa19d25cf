"""Articles as Markdown files."""
