"""Choosing a role, and choosing again."""
