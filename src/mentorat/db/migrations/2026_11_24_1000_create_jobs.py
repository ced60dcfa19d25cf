"""The job queue's own schema, as the pinned procrastinate ships it."""

from alembic import op
from procrastinate.schema import SchemaManager

revision = "1000_jobs"
down_revision = "0950_audit_events"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    # As one driver call: the script holds semicolons inside function bodies.
    op.get_bind().exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("""
        do $body$
        declare found record;
        begin
            for found in
                select format('drop table if exists %I cascade', tablename) as statement
                from pg_tables
                where schemaname = current_schema() and tablename like 'procrastinate\\_%'
                union all
                select format('drop function if exists %s cascade', oid::regprocedure)
                from pg_proc
                where pronamespace = current_schema()::regnamespace
                and proname like 'procrastinate\\_%'
                union all
                select format('drop type if exists %I cascade', typname)
                from pg_type
                where typnamespace = current_schema()::regnamespace
                and typname like 'procrastinate\\_%' and typtype in ('e', 'c') and typrelid in
                    (select 0 union all select oid from pg_class where relkind = 'c')
            loop
                execute found.statement;
            end loop;
        end
        $body$
    """)
