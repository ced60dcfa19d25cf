"""The database: tables' base, compiled statements, the pool, the private server, migrations."""
