"""What Clerk last said of each person."""

from alembic import op

revision = "0915_clerk_identities"
down_revision = "0910_users"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("""
        create table clerk_identities (
            user_id text constraint pk_clerk_identities primary key,
            version bigint not null,
            event_ms bigint not null,
            digest text not null,
            claimed_email text,
            claim_verified boolean not null default false,
            constraint fk_clerk_identities_user_id
                foreign key (user_id) references users (id) on delete cascade
        )
    """)
    op.execute("""
        create index ix_clerk_identities_claimed_email on clerk_identities (lower(claimed_email))
        where claimed_email is not null
    """)


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop table clerk_identities")
