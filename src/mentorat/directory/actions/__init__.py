"""What changes in the directory, one verb a file."""
