"""Articles as readers see them."""
