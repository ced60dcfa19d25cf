"""Extensions: all three are trusted, so that any database owner may create them."""

from alembic import op

revision = "0900_extensions"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("create extension if not exists btree_gist")
    op.execute("create extension if not exists pg_trgm")
    op.execute("create extension if not exists unaccent")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop extension if exists unaccent")
    op.execute("drop extension if exists pg_trgm")
    op.execute("drop extension if exists btree_gist")
