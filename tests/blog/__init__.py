"""Articles, from a draft to whoever reads them."""
