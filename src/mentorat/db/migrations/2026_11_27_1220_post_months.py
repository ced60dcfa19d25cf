"""The month of publication is a word of an article's search: a search may ask for recent ones."""

from alembic import op

revision = "2026_11_27_1220_post_months"
down_revision = "2026_11_27_1210_webhooks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("""
        update post_pages set search = search || (
            quote_literal(to_char(published_at at time zone 'UTC', '"="YYYY-MM'))
            || chr(58) || '1A'
        )::tsvector
    """)


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("""
        update post_pages
        set search = ts_delete(search, to_char(published_at at time zone 'UTC', '"="YYYY-MM'))
    """)
