"""Messages to people: kept with what they tell of, then delivered by the worker."""
