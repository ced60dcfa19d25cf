"""Keys for machines: hashed secrets, what each opens, and until when."""

from alembic import op

revision = "2026_11_27_1200_api_keys"
down_revision = "2026_11_27_1130_flat_directory"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("""
        create table api_keys (
            id text not null,
            name text not null,
            scopes text[] not null,
            secret_hash bytea not null,
            created_at timestamptz not null,
            expires_at timestamptz,
            revoked_at timestamptz,
            used_at timestamptz,
            constraint pk_api_keys primary key (id),
            constraint ck_api_keys_named check (length(name) between 1 and 100),
            constraint ck_api_keys_opens_something check (cardinality(scopes) > 0)
        )
    """)


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop table api_keys")
