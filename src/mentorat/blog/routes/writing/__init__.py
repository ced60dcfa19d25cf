"""What an author does with their articles: pages and JSON."""
