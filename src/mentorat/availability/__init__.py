"""When mentors are free: the schedule document, and later the slots it offers."""
