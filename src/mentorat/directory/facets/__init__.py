"""How many mentors each further filter would leave."""
