"""What can be done to an account, one verb a module."""
