"""Whoever was erased before every slice forgot: the next clean-up has all of them forget."""

from alembic import op

revision = "2026_11_26_2110_erase_again"
down_revision = "2026_11_26_2100_add_banned_at"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("update users set purged_at = null where purged_at is not null")


def downgrade() -> None:
    pass  # they are erased twice, which changes nothing
