"""The home page, the first choice, and choosing again."""
