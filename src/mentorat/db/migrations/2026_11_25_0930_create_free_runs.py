"""Runs of offered starts, for searching across mentors; a cache that jobs keep fresh."""

from alembic import op

revision = "2511_0930_free_runs"
down_revision = "2511_0920_bookings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("""
        create table free_runs (
            mentor_number bigint not null,
            first_minute bigint not null,
            last_minute bigint not null,
            step_minutes bigint not null,
            constraint pk_free_runs primary key (mentor_number, first_minute),
            constraint fk_free_runs_mentor_number foreign key (mentor_number)
                references mentor_profiles (number) on delete cascade,
            constraint ck_free_runs_shorter_than_a_day check (
                last_minute between first_minute and first_minute + 1439 and step_minutes > 0
            )
        )
    """)
    op.execute("""
        create index ix_free_runs_first_minute on free_runs (first_minute)
        include (last_minute, step_minutes, mentor_number)
    """)


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop table free_runs")
