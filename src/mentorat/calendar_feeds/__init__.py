"""One's sessions as a private calendar address that other programs subscribe to."""
