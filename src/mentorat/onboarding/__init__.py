"""The first choice: Mentor or Élève, once."""
