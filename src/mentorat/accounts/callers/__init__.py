"""Who is calling: by which credential, how often, and how a process recognises them."""
