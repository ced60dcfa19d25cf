"""Schedules as arithmetic: pure, below everything that has a database."""
