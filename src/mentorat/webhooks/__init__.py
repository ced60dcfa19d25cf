"""What happened, told to other programs: signed, in order, until they have it."""
