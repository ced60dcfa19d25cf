"""Members who want to be told once a mentor has time again."""

from alembic import op

revision = "2026_11_26_2205_free_time_alerts"
down_revision = "2026_11_26_2200_saved_mentors"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("""
        create table free_time_alerts (
            member_id text not null,
            mentor_id text not null,
            asked_at timestamptz not null,
            constraint pk_free_time_alerts primary key (member_id, mentor_id),
            constraint fk_free_time_alerts_member_id
                foreign key (member_id) references users (id) on delete cascade,
            constraint fk_free_time_alerts_mentor_id
                foreign key (mentor_id) references mentor_profiles (user_id) on delete cascade
        )
    """)
    op.execute("create index ix_free_time_alerts_mentor_id on free_time_alerts (mentor_id)")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop table free_time_alerts")
