"""Articles that come from elsewhere, and articles that go: one form between readers and writers."""
