"""Reading the directory: pages of mentors, and one of them."""
