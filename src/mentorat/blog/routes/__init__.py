"""The pages and the JSON of articles."""
