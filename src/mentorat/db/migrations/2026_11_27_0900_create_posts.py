"""Articles: what authors hold, what readers see, in which lists it stands."""

from alembic import op

revision = "2026_11_27_0900_create_posts"
down_revision = "2026_11_26_2350_search_alerts"
branch_labels = None
depends_on = None

TABLES = (
    """
    create table authors (
        user_id text constraint pk_authors primary key,
        is_trusted boolean default false not null,
        keeps_posts boolean default true not null,
        constraint fk_authors_user_id foreign key (user_id) references users (id) on delete cascade
    )
    """,
    """
    create table series (
        slug text constraint pk_series primary key,
        title text not null,
        author_id text not null,
        constraint fk_series_author_id
            foreign key (author_id) references users (id) on delete cascade
    )
    """,
    "create unique index uq_series_author_id_title on series (author_id, title)",
    "create type post_status as enum ('draft', 'in_review', 'scheduled', 'published', 'archived')",
    """
    create table posts (
        id uuid constraint pk_posts primary key,
        author_id text not null,
        pair_id uuid not null,
        language text not null constraint ck_posts_language check (language in ('fr', 'en')),
        title text default '' not null,
        excerpt text default '' not null,
        markdown text default '' not null,
        tags text[] default '{}' not null,
        skills text[] default '{}' not null,
        series_slug text,
        cover_key text,
        cover_alt text,
        slug text,
        status post_status default 'draft' not null,
        status_at timestamptz not null,
        publish_at timestamptz,
        unpublish_at timestamptz,
        note text,
        version integer default 1 not null,
        live_version integer,
        changes_asked_at timestamptz,
        published_at timestamptz,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        constraint fk_posts_author_id foreign key (author_id) references users (id),
        constraint fk_posts_series_slug foreign key (series_slug) references series (slug),
        constraint ck_posts_scheduled_has_an_hour
            check (status <> 'scheduled' or publish_at is not null),
        constraint ck_posts_cover_has_words check (cover_key is null or cover_alt is not null)
    )
    """,
    "create unique index uq_posts_pair_id_language on posts (pair_id, language)",
    "create unique index uq_posts_slug on posts (slug)",
    "create index ix_posts_author_id_updated_at on posts (author_id, updated_at)",
    """
    create index ix_posts_waiting on posts (status_at)
        where status = 'in_review' or changes_asked_at is not null
    """,
    "create index ix_posts_publish_at on posts (publish_at) where status = 'scheduled'",
    """
    create index ix_posts_unpublish_at on posts (unpublish_at)
        where status = 'published' and unpublish_at is not null
    """,
    """
    create table post_revisions (
        post_id uuid not null,
        version integer not null,
        title text not null,
        excerpt text not null,
        markdown text not null,
        is_autosave boolean not null,
        saved_by text not null,
        saved_at timestamptz not null,
        constraint pk_post_revisions primary key (post_id, version),
        constraint fk_post_revisions_post_id
            foreign key (post_id) references posts (id) on delete cascade
    )
    """,
    """
    create table post_slugs (
        slug text constraint pk_post_slugs primary key,
        post_id uuid not null,
        constraint fk_post_slugs_post_id
            foreign key (post_id) references posts (id) on delete cascade
    )
    """,
    "create index ix_post_slugs_post_id on post_slugs (post_id)",
    """
    create table post_pages (
        post_id uuid constraint pk_post_pages primary key,
        slug text not null,
        author_id text not null,
        pair_id uuid not null,
        language text not null,
        title text not null,
        excerpt text not null,
        markdown text not null,
        html text not null,
        toc jsonb not null,
        reading_minutes integer not null,
        tags jsonb not null,
        skills text[] not null,
        series_slug text,
        series_title text,
        cover jsonb,
        published_at timestamptz not null,
        modified_at timestamptz not null,
        render_version integer not null,
        search tsvector not null,
        constraint fk_post_pages_post_id
            foreign key (post_id) references posts (id) on delete cascade
    )
    """,
    "create unique index uq_post_pages_slug on post_pages (slug)",
    "create index ix_post_pages_pair_id on post_pages (pair_id)",
    "create index ix_post_pages_author_id on post_pages (author_id)",
    "create index ix_post_pages_render_version on post_pages (render_version)",
    "create index ix_post_pages_search on post_pages using gin (search)",
    "create index ix_post_pages_published_at on post_pages (published_at, post_id)",
    """
    create table post_listings (
        list text not null,
        published_at timestamptz not null,
        post_id uuid not null,
        constraint pk_post_listings primary key (list, published_at, post_id),
        constraint fk_post_listings_post_id
            foreign key (post_id) references post_pages (post_id) on delete cascade
    )
    """,
    "create index ix_post_listings_post_id on post_listings (post_id)",
    """
    create table post_tags (
        slug text constraint pk_post_tags primary key,
        label text not null
    )
    """,
    "create table post_words (word text constraint pk_post_words primary key)",
    "create index ix_post_words_word on post_words using gin (word gin_trgm_ops)",
    """
    create table post_images (
        key text constraint pk_post_images primary key,
        owner_id text not null,
        width integer not null,
        height integer not null,
        widths integer[] not null,
        made_at timestamptz not null,
        constraint fk_post_images_owner_id foreign key (owner_id) references users (id)
    )
    """,
    "create index ix_post_images_owner_id on post_images (owner_id)",
    """
    create table preview_links (
        digest text constraint pk_preview_links primary key,
        post_id uuid not null,
        made_at timestamptz not null,
        expires_at timestamptz not null,
        constraint fk_preview_links_post_id
            foreign key (post_id) references posts (id) on delete cascade
    )
    """,
    "create index ix_preview_links_post_id on preview_links (post_id)",
    """
    create table post_reads (
        post_id uuid not null,
        day date not null,
        reads integer not null,
        constraint pk_post_reads primary key (post_id, day),
        constraint fk_post_reads_post_id
            foreign key (post_id) references posts (id) on delete cascade
    )
    """,
    "alter table bookings add column post_id uuid",  # the article that led to it
    "create index ix_bookings_post_id on bookings (post_id) where post_id is not null",
)


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    for statement in TABLES:
        op.execute(statement)


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop index ix_bookings_post_id")
    op.execute("alter table bookings drop column post_id")
    for table in (
        "post_reads",
        "preview_links",
        "post_images",
        "post_words",
        "post_tags",
        "post_listings",
        "post_pages",
        "post_slugs",
        "post_revisions",
        "posts",
    ):
        op.execute(f"drop table {table}")
    op.execute("drop type post_status")
    op.execute("drop table series")
    op.execute("drop table authors")
