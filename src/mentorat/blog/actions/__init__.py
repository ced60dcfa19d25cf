"""What authors and operators do with articles: one verb a file."""
