"""Readable addresses of mentors' pages: `/m/marc-lenoir`, kept when the name changes.

The work that keeps a mentor's place in the directory makes them: at the next change, or at night.
"""

from alembic import op

revision = "2026_11_26_2210_short_links"
down_revision = "2026_11_26_2110_erase_again"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("""
        create table short_links (
            slug text constraint pk_short_links primary key,
            user_id text not null,
            made_at timestamptz not null,
            constraint fk_short_links_user_id
                foreign key (user_id) references mentor_profiles (user_id) on delete cascade
        )
    """)
    op.execute("create index ix_short_links_user_id on short_links (user_id)")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop table short_links")
