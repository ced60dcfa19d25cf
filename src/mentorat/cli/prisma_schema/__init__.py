"""The Prisma schema of our tables, written from the models (docs/decisions/0043)."""
