"""Busy times that calendars elsewhere say."""
