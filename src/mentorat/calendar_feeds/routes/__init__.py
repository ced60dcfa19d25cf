"""The private calendar: its page, its JSON, and the calendar itself."""
