"""How Alembic reaches our database: one transaction, one migrator at a time."""

import psycopg
from alembic import context
from sqlalchemy import create_engine, text

MIGRATION_LOCK = 7_036_220_416_024_114


def main() -> None:
    """Run the pending migrations on the URL that the caller put in the configuration."""
    if context.is_offline_mode():
        context.configure(dialect_name="postgresql", literal_binds=True)
        with context.begin_transaction():
            context.run_migrations()
        return
    url = context.config.attributes["url"]
    # libpq reads the string itself: SQLAlchemy would not understand every form of it.
    engine = create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(url))
    with engine.connect() as connection:
        context.configure(connection=connection)
        with context.begin_transaction():
            # Transaction-level, so that it also holds behind a pooler; freed by the commit.
            connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
            context.run_migrations()
    engine.dispose()


main()
