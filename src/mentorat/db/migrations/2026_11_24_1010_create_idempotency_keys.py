"""Answers kept for clients that repeat a request with the same Idempotency-Key."""

from alembic import op

revision = "1010_idempotency_keys"
down_revision = "1000_jobs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("""
        create table idempotency_keys (
            user_id text not null,
            key text not null,
            request_digest text not null,
            body text not null,
            created_at timestamptz not null default now(),
            constraint pk_idempotency_keys primary key (user_id, key),
            constraint fk_idempotency_keys_user_id
                foreign key (user_id) references users (id) on delete cascade
        )
    """)
    op.execute("create index ix_idempotency_keys_created_at on idempotency_keys (created_at)")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop table idempotency_keys")
