"""Texts: folded for comparing, and Markdown made harmless."""
