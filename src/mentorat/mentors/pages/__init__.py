"""A mentor's pages about themself."""
