"""Programs that are told what happened, and what each of them is told."""

from alembic import op

revision = "2026_11_27_1210_webhooks"
down_revision = "2026_11_27_1200_api_keys"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("""
        create table webhook_endpoints (
            id uuid not null,
            address text not null,
            types text[] not null,
            secret_encrypted bytea not null,
            former_secret_encrypted bytea,
            former_until timestamptz,
            created_at timestamptz not null,
            paused_at timestamptz,
            disabled_at timestamptz,
            quiet_until timestamptz,
            constraint pk_webhook_endpoints primary key (id),
            constraint ck_webhook_endpoints_former
                check ((former_secret_encrypted is null) = (former_until is null))
        )
    """)
    _messages()


def _messages() -> None:
    op.execute("""
        create table webhook_messages (
            id bigint generated always as identity,
            endpoint_id uuid not null,
            event_id uuid not null,
            type text not null,
            subject text not null,
            body text not null,
            created_at timestamptz not null,
            due_since timestamptz not null,
            next_try_at timestamptz,
            attempts integer not null default 0,
            tried_at timestamptz,
            delivered_at timestamptz,
            failed_at timestamptz,
            last_status integer,
            last_milliseconds integer,
            last_error text,
            last_answer text,
            constraint pk_webhook_messages primary key (id),
            constraint uq_webhook_messages_endpoint_id_event_id unique (endpoint_id, event_id),
            constraint ck_webhook_messages_ends_once
                check (delivered_at is null or failed_at is null),
            constraint fk_webhook_messages_endpoint_id
                foreign key (endpoint_id) references webhook_endpoints (id) on delete cascade
        )
    """)
    for column in ("created_at", "delivered_at"):
        op.execute(f"create index ix_webhook_messages_{column} on webhook_messages ({column})")
    op.execute("""
        create index ix_webhook_messages_waiting on webhook_messages (endpoint_id, subject, id)
        where delivered_at is null and failed_at is null
    """)
    op.execute("""
        create index ix_webhook_messages_failed on webhook_messages (endpoint_id, failed_at)
        where failed_at is not null
    """)


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop table webhook_messages")
    op.execute("drop table webhook_endpoints")
