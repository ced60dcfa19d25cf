"""Keys of machines: who may read what without being anybody."""
