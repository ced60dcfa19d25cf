"""When we heard of a ban: its hold-back counts from there."""

from alembic import op

revision = "2026_11_26_2100_add_banned_at"
down_revision = "2026_11_26_2020_own_words"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("alter table users add column banned_at timestamptz")
    op.execute("update users set banned_at = updated_at where banned")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("alter table users drop column banned_at")
