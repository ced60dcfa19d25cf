"""Reading articles: their own for authors, what is published for everybody."""
