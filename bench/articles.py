"""A blog of invented articles, whose words are as frequent as words are."""

import itertools
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import psycopg

from bench.filling import fill_directory
from bench.people import person_id
from mentorat.blog.lists.listings import listings

AUTHORS = 100  # one transaction of the filling
FEW, MANY = 1_000, 100_000
TEXT_WORDS = 180
SYLLABLES = ("ba", "cho", "di", "fou", "gre", "hi", "jo", "ka", "li", "mon", "nu", "pra", "que",
             "ro", "sel", "tri", "vou", "zan")  # fmt: skip
COMMON, USUAL, RARE = "entretien", "portfolio", "contrebasse"  # every third article; 1 in 100; 20
TAGS = tuple(f"sujet-{n}" for n in range(100))
SKILLS = ("python", "mathematics", "english")
COLUMNS = (
    "id, author_id, pair_id, language, title, excerpt, markdown, slug, status, status_at, version,"
    " live_version, published_at, created_at, updated_at"
)
# As `publish_page` makes it, from words that need no folding.
_SEARCH = " || ".join(
    f"setweight(to_tsvector('mentorat_fr', {text}) || to_tsvector('mentorat_en', {text})"
    f" || to_tsvector('simple', {text}), '{weight}')"
    for text, weight in (("title", "A"), ("excerpt", "B"), ("markdown", "D"))
)
_MONTH = "to_char(published_at at time zone 'UTC', '\"''=\"YYYY-MM\"'':1A\"')::tsvector"
_PAGES = f"""
    insert into post_pages (post_id, slug, author_id, pair_id, language, title, excerpt, markdown,
        html, toc, reading_minutes, tags, skills, published_at, modified_at, render_version, search)
    select id, slug, author_id, pair_id, language, title, excerpt, markdown,
        '<p>' || markdown || '</p>', '[]', 3, '[["sujet-1", "Sujet 1"], ["sujet-2", "Sujet 2"]]',
        '{{python}}', published_at, updated_at, 1, {_SEARCH} || {_MONTH}
    from posts
"""
_WORDS = """
    insert into post_words
    select distinct word from posts, regexp_split_to_table(title || ' ' || markdown, ' ') word
    where length(word) between 3 and 30 on conflict do nothing
"""


def fill_articles(url: str, *, count: int, now: datetime) -> None:
    """Write `count` published articles of a hundred mentors, in the lists that they stand in."""
    fill_directory(url, count=AUTHORS, now=now)
    with psycopg.connect(url) as connection:
        _copy(connection, f"posts ({COLUMNS})", _posts(count, now))
        connection.execute(_PAGES)
        _copy(connection, "post_listings (list, published_at, post_id)", _listed(count, now))
        connection.execute(_WORDS)
        connection.execute("insert into post_slugs select slug, id from posts")
        labels = [(tag, tag.replace("-", " ")) for tag in TAGS]
        _copy(connection, "post_tags (slug, label)", iter(labels))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("vacuum analyze")


def slug(at: int) -> str:
    """The address of article `at`."""
    return f"article-{at}"


def _posts(count: int, now: datetime) -> Iterator[tuple[Any, ...]]:
    vocabulary = [*map("".join, itertools.product(SYLLABLES, repeat=3))]
    weights = list(itertools.accumulate(1 / (1 + place) for place in range(len(vocabulary))))
    rare = range(0, count, max(1, count // 20))
    for at in range(count):
        dice, published = Random(at), _published(at, now)
        words = dice.choices(vocabulary, cum_weights=weights, k=TEXT_WORDS)
        words += [COMMON] if at % 3 == 0 else []
        words += [RARE] if at in rare else []
        title = dice.choices(vocabulary, cum_weights=weights, k=6)
        title += [USUAL] if at % 100 == 0 else []
        yield (
            *(_id(at), _author(at), _id(at), "fr", " ".join(title), " ".join(words[:20])),
            *(" ".join(words), slug(at), "published", published, 1, 1),
            *(published, published, published),
        )


def _listed(count: int, now: datetime) -> Iterator[tuple[object, ...]]:
    for at in range(count):
        tags = [TAGS[at % len(TAGS)], TAGS[at * 7 % len(TAGS)]]
        found = listings(
            author_id=_author(at),
            tags=list(dict.fromkeys(tags)),
            skills=[SKILLS[at % len(SKILLS)]],
            series=f"serie-{at // 10}" if at % 20 < 10 else None,
        )
        yield from ((name, _published(at, now), _id(at)) for _, name in found)


def _id(at: int) -> UUID:
    return UUID(int=(0x01A5 << 112) + at)


def _author(at: int) -> str:
    return person_id(at % AUTHORS)


def _published(at: int, now: datetime) -> datetime:
    return now - timedelta(days=3_000) + timedelta(minutes=40 * at)


def _copy(
    connection: psycopg.Connection[Any], target: str, rows: Iterator[Sequence[object]]
) -> None:
    with connection.cursor().copy(f"copy {target} from stdin") as copy:
        for row in rows:
            copy.write_row(row)
