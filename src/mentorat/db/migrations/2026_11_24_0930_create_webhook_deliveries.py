"""The ledger of deliveries: one row per message, whatever number of times it came."""

from alembic import op

revision = "0930_webhook_deliveries"
down_revision = "0920_mentor_profiles"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("""
        create table webhook_deliveries (
            id text constraint pk_webhook_deliveries primary key,
            type text not null,
            user_id text,
            event_at timestamptz,
            outcome text not null,
            received_at timestamptz not null default now()
        )
    """)
    op.execute("create index ix_webhook_deliveries_received_at on webhook_deliveries (received_at)")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop table webhook_deliveries")
