"""Members who want to be told once somebody fits a search."""

from alembic import op

revision = "2026_11_26_2350_search_alerts"
down_revision = "2026_11_26_2210_short_links"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("""
        create table search_alerts (
            id uuid not null,
            member_id text not null,
            criteria text not null,
            asked_at timestamptz not null,
            looked_at timestamptz not null,
            constraint pk_search_alerts primary key (id),
            constraint uq_search_alerts_member_id_criteria unique (member_id, criteria),
            constraint fk_search_alerts_member_id
                foreign key (member_id) references users (id) on delete cascade
        )
    """)
    op.execute("create index ix_search_alerts_looked_at on search_alerts (looked_at)")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop table search_alerts")
