"""A list of articles as programs follow it: RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1. Pure."""
