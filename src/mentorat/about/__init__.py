"""Around the product: what it is, help, who answers for it, how it stands; what robots read."""
