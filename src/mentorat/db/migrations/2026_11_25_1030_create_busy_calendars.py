"""Calendars elsewhere, and the time they take: addresses encrypted, titles never kept."""

from alembic import op

revision = "2511_1030_busy_calendars"
down_revision = "2511_1020_keep_promises"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    _create_calendars()
    _create_times()


def _create_calendars() -> None:
    op.execute("""
        create table busy_calendars (
            user_id text constraint pk_busy_calendars primary key,
            address_encrypted bytea,
            masked text not null,
            ignores_all_day boolean not null default false,
            etag text,
            last_modified text,
            created_at timestamptz not null,
            checked_at timestamptz,
            good_at timestamptz,
            read_at timestamptz,
            read_zone text,
            unread integer not null default 0,
            failures integer not null default 0,
            trouble text,
            lapsed_at timestamptz,
            constraint fk_busy_calendars_user_id
                foreign key (user_id) references users (id) on delete cascade,
            constraint ck_busy_calendars_counts check (failures >= 0 and unread >= 0)
        )
    """)
    op.execute("""
        create index ix_busy_calendars_checked_at on busy_calendars (checked_at)
        where address_encrypted is not null
    """)


def _create_times() -> None:
    op.execute("""
        create table external_busy (
            id bigint generated always as identity constraint pk_external_busy primary key,
            mentor_id text not null,
            starts_at timestamptz not null,
            ends_at timestamptz not null,
            is_all_day boolean not null default false,
            constraint fk_external_busy_mentor_id
                foreign key (mentor_id) references busy_calendars (user_id) on delete cascade,
            constraint ck_external_busy_lasts check (starts_at < ends_at)
        )
    """)
    op.execute(
        "create index ix_external_busy_mentor_id_starts_at on external_busy (mentor_id, starts_at)"
    )


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop table external_busy")
    op.execute("drop table busy_calendars")
