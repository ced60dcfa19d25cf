"""Making what readers see of an article."""
