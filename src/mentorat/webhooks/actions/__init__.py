"""What operators and the worker do with webhooks, one verb a file."""
