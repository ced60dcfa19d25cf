"""What a mentor tells of themself, one row per mentor."""

from alembic import op

revision = "0920_mentor_profiles"
down_revision = "0915_clerk_identities"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("""
        create table mentor_profiles (
            user_id text constraint pk_mentor_profiles primary key,
            headline text not null default '',
            expertise text[] not null default '{}',
            hourly_rate_cents integer not null default 0,
            currency text not null default 'EUR',
            languages text[] not null default '{}',
            availability jsonb not null default '{}',
            version bigint not null default 1,
            created_at timestamptz not null default now(),
            updated_at timestamptz not null default now(),
            constraint fk_mentor_profiles_user_id
                foreign key (user_id) references users (id) on delete cascade,
            constraint ck_mentor_profiles_hourly_rate
                check (hourly_rate_cents between 0 and 10000000),
            constraint ck_mentor_profiles_currency check (currency ~ '^[A-Z]{3}$')
        )
    """)


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop table mentor_profiles")
