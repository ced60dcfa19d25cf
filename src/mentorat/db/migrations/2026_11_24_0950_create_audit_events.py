"""Who changed whose rights, and why: rows are added, never changed."""

from alembic import op

revision = "0950_audit_events"
down_revision = "0940_auth_sessions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("""
        create table audit_events (
            id uuid constraint pk_audit_events primary key,
            happened_at timestamptz not null,
            actor text not null,
            action text not null,
            subject text not null,
            before jsonb,
            after jsonb,
            reason text
        )
    """)
    op.execute("""
        create index ix_audit_events_subject_happened_at on audit_events (subject, happened_at)
    """)
    op.execute("""
        create function refuse_change() returns trigger language plpgsql as $body$
        begin
            raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
        end
        $body$
    """)
    op.execute("""
        create trigger audit_events_are_append_only
        before update or delete or truncate on audit_events
        for each statement execute function refuse_change()
    """)


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop table audit_events")
    op.execute("drop function refuse_change()")
