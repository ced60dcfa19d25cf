"""Readable addresses of mentors' pages: `/m/marc-lenoir`, kept when the name changes.

From now on the work that keeps a mentor's place in the directory makes them.
"""

from alembic import op

revision = "2026_11_26_2210_short_links"
down_revision = "2026_11_26_2205_free_time_alerts"
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
    _fill()


def _fill() -> None:
    """Who is published has one at once; of one name, who came first has it without a number."""
    op.execute("""
        insert into short_links (slug, user_id, made_at)
        select case when place = 1 then plain else plain || '-' || number end, user_id, now()
        from (
            select user_id, number, plain,
                row_number() over (partition by plain order by number) as place
            from (
                select user_id, number, coalesce(nullif(trim(both '-' from left(
                    regexp_replace(
                        lower(unaccent(concat_ws(' ', first_name, last_name))),
                        '[^a-z]+', '-', 'g'
                    ), 60
                )), ''), 'mentor') as plain
                from mentor_profiles join users on users.id = user_id
                where status = 'published'
            ) as named
        ) as placed
    """)


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop table short_links")
