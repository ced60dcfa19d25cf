"""What an hour costs as a number, derived from the cents, for those who read the table itself."""

from alembic import op

revision = "2026_11_27_1110_hourly_rate"
down_revision = "2026_11_27_1100_post_headings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    # The table is written anew under its lock: a few thousand profiles, well under a second.
    op.execute("""
        alter table mentor_profiles add column hourly_rate double precision not null
        -- squawk-ignore adding-field-with-default
        generated always as (hourly_rate_cents::double precision / 100) stored
    """)


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("alter table mentor_profiles drop column hourly_rate")
