"""Clerk as the source of truth: its tokens, its signed deliveries, and the mirror they keep."""
