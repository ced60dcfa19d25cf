"""Who is signed in, and which Clerk sessions are over."""

from alembic import op

revision = "0940_auth_sessions"
down_revision = "0930_webhook_deliveries"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("""
        create table auth_sessions (
            id uuid constraint pk_auth_sessions primary key,
            secret_hash bytea not null,
            user_id text not null,
            clerk_session_id text not null,
            impersonated boolean not null default false,
            created_at timestamptz not null,
            seen_at timestamptz not null,
            expires_at timestamptz not null,
            constraint fk_auth_sessions_user_id
                foreign key (user_id) references users (id) on delete cascade
        )
    """)
    op.execute("create unique index uq_auth_sessions_secret_hash on auth_sessions (secret_hash)")
    op.execute("create index ix_auth_sessions_user_id on auth_sessions (user_id)")
    op.execute("""
        create index ix_auth_sessions_clerk_session_id on auth_sessions (clerk_session_id)
    """)
    op.execute("create index ix_auth_sessions_expires_at on auth_sessions (expires_at)")
    op.execute("""
        create table ended_clerk_sessions (
            id text constraint pk_ended_clerk_sessions primary key,
            ended_at timestamptz not null default now()
        )
    """)
    op.execute("create index ix_ended_clerk_sessions_ended_at on ended_clerk_sessions (ended_at)")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop table ended_clerk_sessions")
    op.execute("drop table auth_sessions")
