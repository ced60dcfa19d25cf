"""The pages of a week and of a calendar elsewhere, and its JSON."""
