"""A session remembers which issuer vouched for it.

Sessions of before name none and count no more: their owners sign in once again.
"""

from alembic import op

revision = "2026_11_26_1600_sessions_issuer"
down_revision = "2026_11_26_1500_keep_refused_bio"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("alter table auth_sessions add column issuer text not null default ''")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("alter table auth_sessions drop column issuer")
