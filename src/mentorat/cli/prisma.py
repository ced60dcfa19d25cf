"""`mentorat prisma`: our tables, as Prisma reads them."""

from mentorat.cli.prisma_schema.document import schema_of
from mentorat.cli.prisma_schema.tables import mapped_tables


def print_schema() -> None:
    """Print the Prisma schema; prisma/schema.prisma is its committed copy."""
    print(schema_of(mapped_tables()), end="")
