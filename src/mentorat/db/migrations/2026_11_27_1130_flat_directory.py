"""A directory that costs as much with a hundred thousand mentors as with a thousand: quarter hours
beside a profile, counts of all, the words that may be meant, and an index along the order.

Quarters are kept from the next refresh on; until then free runs are asked.
"""

from alembic import op

revision = "2026_11_27_1130_flat_directory"
down_revision = "2026_11_27_1110_hourly_rate"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("""
        alter table mentor_profiles
            add column free_from_quarter integer,
            add column free_quarters bit varying
    """)
    op.execute("""
        create table directory_counts (
            kind text not null,
            value text not null,
            count integer not null,
            constraint pk_directory_counts primary key (kind, value)
        )
    """)
    _words()
    op.execute("""
        select procrastinate_defer_jobs_v1(array[row(
            'mentorat', 'refresh_mentors', 0, 'refresh_mentors', null, '{}'::jsonb, null
        )::procrastinate_job_to_defer_v1])
        where exists (select from mentor_profiles where status = 'published')
    """)


def _words() -> None:
    op.execute(
        "create table search_spellings (word text constraint pk_search_spellings primary key)"
    )
    op.execute("""
        insert into search_spellings (word)
        select distinct word
        from mentor_profiles, regexp_split_to_table(search_words, ' ') word
        where status = 'published' and length(word) >= 3
    """)
    op.execute("""
        create index ix_search_spellings_word on search_spellings using gin (word gin_trgm_ops)
    """)
    # Not `concurrently`, which no transaction allows: edits of profiles wait, readers do not.
    op.execute("""
        -- squawk-ignore require-concurrent-index-creation
        create index ix_mentor_profiles_best on mentor_profiles
            using gin (search, ts_filter(search, '{a}'::"char"[]), (array[rank / 2]), skills)
            with (fastupdate = off) where status = 'published'
    """)
    for name in ("search", "search_words"):
        op.execute(f"""
            -- squawk-ignore require-concurrent-index-deletion
            drop index ix_mentor_profiles_{name}
        """)


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop index ix_mentor_profiles_best")
    op.execute("create index ix_mentor_profiles_search on mentor_profiles using gin (search)")
    op.execute("""
        create index ix_mentor_profiles_search_words on mentor_profiles
            using gin (search_words gin_trgm_ops)
    """)
    op.execute("drop table search_spellings")
    op.execute("drop table directory_counts")
    op.execute("""
        alter table mentor_profiles drop column free_from_quarter, drop column free_quarters
    """)
