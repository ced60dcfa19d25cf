"""Articles are found by their headings first: an index of those words alone."""

from alembic import op

revision = "2026_11_27_1100_post_headings"
down_revision = "2026_11_27_0900_create_posts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute(
        "create index ix_post_pages_headings on post_pages"
        " using gin (ts_filter(search, '{a,b}'::\"char\"[]))"
    )


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop index ix_post_pages_headings")
