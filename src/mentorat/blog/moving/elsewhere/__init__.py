"""Exports of other blogs, read as articles."""
