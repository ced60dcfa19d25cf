"""Finding articles by words: what counts of them, and what a misspelt one was meant to be."""
