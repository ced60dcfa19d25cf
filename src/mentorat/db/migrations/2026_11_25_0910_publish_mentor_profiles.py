"""Profiles are reviewed and published, found by their words, and ordered by a stored rank."""

from alembic import op

revision = "2511_0910_publication"
down_revision = "2511_0900_skills"
branch_labels = None
depends_on = None

INDEXES = {
    "rank_number": "(rank, number) where status = 'published'",
    "status_status_at": "(status, status_at)",
    "search": "using gin (search)",
    "search_words": "using gin (search_words gin_trgm_ops)",
    "skills": "using gin (skills)",
}


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    _configure_search()
    op.execute("""
        create type profile_status as enum
        ('draft', 'submitted', 'published', 'refused', 'paused', 'withdrawn')
    """)
    # This rewrites the table, which has one row per mentor.
    op.execute("""
        -- squawk-ignore adding-field-with-default
        alter table mentor_profiles add column number bigint generated always as identity
    """)
    op.execute("""
        alter table mentor_profiles
            add column status profile_status not null default 'draft',
            add column status_at timestamptz,
            add column published_at timestamptz,
            add column refusal_reason text,
            add column refused_version bigint,
            add column skills text[] not null default '{}',
            add column own_skills text[] not null default '{}',
            add column search tsvector not null default '',
            add column search_words text not null default '',
            add column notice_minutes integer not null default 0,
            add column rank integer not null default 0,
            add column rank_parts jsonb not null default '{}'
    """)
    _index()
    op.execute("""
        create table publication_rules (
            id boolean constraint pk_publication_rules primary key default true,
            review_required boolean not null default true,
            constraint ck_publication_rules_single check (id)
        )
    """)
    op.execute("insert into publication_rules default values")


def _configure_search() -> None:
    for name, stems in (("mentorat_fr", "french"), ("mentorat_en", "english")):
        op.execute(f"create text search configuration {name} (copy = pg_catalog.{stems})")
        op.execute(f"""
            alter text search configuration {name}
            alter mapping for hword, hword_part, word with unaccent, {stems}_stem
        """)


def _index() -> None:
    # Not `concurrently`, which no transaction allows: there is one row per mentor, and the columns
    # were added a moment ago, so each index is made over one value while the table is ours anyway.
    for name, definition in INDEXES.items():
        op.execute(f"""
            -- squawk-ignore require-concurrent-index-creation
            create index ix_mentor_profiles_{name} on mentor_profiles {definition}
        """)
    op.execute("""
        -- squawk-ignore require-concurrent-index-creation
        create unique index uq_mentor_profiles_number on mentor_profiles (number)
    """)
    # Every planning of a close-spelling search would compare the words with each value of the
    # histogram: 22 ms a plan, measured; without statistics it guesses as well.
    op.execute("alter table mentor_profiles alter column search_words set statistics 0")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop table publication_rules")
    op.execute("""
        alter table mentor_profiles
            drop column number, drop column status, drop column status_at,
            drop column published_at, drop column refusal_reason, drop column refused_version,
            drop column skills, drop column own_skills, drop column search,
            drop column search_words, drop column notice_minutes, drop column rank,
            drop column rank_parts
    """)
    op.execute("drop type profile_status")
    op.execute("drop text search configuration mentorat_en")
    op.execute("drop text search configuration mentorat_fr")
