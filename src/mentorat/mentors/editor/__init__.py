"""The page on which a mentor writes their profile."""
