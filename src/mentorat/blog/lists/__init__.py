"""The lists that articles stand in, and where a page of one begins."""
