"""What happened: one row and one job in the transaction of the change itself."""
