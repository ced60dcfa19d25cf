"""What of a presentation was refused: one that was edited since may be sent again."""

from alembic import op

revision = "2026_11_26_1500_keep_refused_bio"
down_revision = "2026_11_26_1400_fold_skill_names"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("alter table mentor_profiles add column refused_bio text")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("alter table mentor_profiles drop column refused_bio")
