"""Finding a mentor: search by words and by real free time, and the page of one mentor."""
