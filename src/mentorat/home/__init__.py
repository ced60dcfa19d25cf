"""The page that everybody comes to first, by who they are."""
