"""The time zone in which a member reads hours; none means that nobody has said."""

from alembic import op

revision = "2511_0940_time_zone"
down_revision = "2511_0930_free_runs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("alter table users add column timezone text")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("alter table users drop column timezone")
