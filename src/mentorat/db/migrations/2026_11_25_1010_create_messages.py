"""Messages to people: written with what they tell of, sent by the worker, each once in effect."""

from alembic import op

revision = "2511_1010_messages"
down_revision = "2511_1000_promises"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("""
        create table messages (
            id uuid constraint pk_messages primary key,
            recipient_id text not null,
            topic text not null,
            subject text not null,
            body_text text not null,
            body_html text not null,
            calendar text,
            calendar_method text,
            created_at timestamptz not null,
            sent_at timestamptz,
            constraint fk_messages_recipient_id
                foreign key (recipient_id) references users (id) on delete cascade
        )
    """)
    op.execute(
        "create unique index uq_messages_recipient_id_topic on messages (recipient_id, topic)"
    )
    op.execute("create index ix_messages_created_at on messages (created_at)")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop table messages")
