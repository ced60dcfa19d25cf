"""When mentors are free, as the directory keeps and asks it."""
