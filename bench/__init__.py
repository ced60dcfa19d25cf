"""How close the site comes to what the database and the processor alone can do."""
