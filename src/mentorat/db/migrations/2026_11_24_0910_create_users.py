"""People."""

from alembic import op

revision = "0910_users"
down_revision = "0900_extensions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("create type role as enum ('ADMIN', 'MENTOR', 'USER')")
    op.execute("""
        create table users (
            id text constraint pk_users primary key,
            email text,
            email_verified boolean not null default false,
            first_name text,
            last_name text,
            role role not null default 'USER',
            image_url text,
            bio text,
            locale text constraint ck_users_locale check (locale in ('fr', 'en')),
            onboarded_at timestamptz,
            banned boolean not null default false,
            deleted_at timestamptz,
            forgotten_at timestamptz,
            purged_at timestamptz,
            created_at timestamptz not null default now(),
            updated_at timestamptz not null default now(),
            constraint ck_users_verified_has_email check (email is not null or not email_verified),
            constraint ck_users_deleted_is_blank check (
                deleted_at is null
                or (email is null and first_name is null
                    and last_name is null and image_url is null)
            )
        )
    """)
    op.execute("create unique index uq_users_email on users (lower(email))")
    op.execute("""
        create index ix_users_forgotten_at on users (forgotten_at)
        where forgotten_at is not null and purged_at is null
    """)


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop table users")
    op.execute("drop type role")
