"""How often a person or an address has asked to change something in the current minute."""

from alembic import op

revision = "2026_11_26_1900_count_requests"
down_revision = "2026_11_26_1700_keep_trying_mail"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("""
        create unlogged table request_counts (
            key text not null,
            began_at timestamptz not null,
            requests bigint not null,
            constraint pk_request_counts primary key (key)
        )
    """)


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop table request_counts")
