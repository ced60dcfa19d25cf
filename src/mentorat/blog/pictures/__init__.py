"""The pictures of articles: kept, shown, swept."""
