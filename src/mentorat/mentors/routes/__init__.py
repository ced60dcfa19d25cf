"""A mentor's own profile: its page and its JSON."""
