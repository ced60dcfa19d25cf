"""What readers of the blog ask, with the queries that the site answers it with."""

from datetime import datetime
from urllib.parse import quote

from bench.articles import COMMON, RARE, TAGS, USUAL, slug
from bench.directory import Question
from bench.limit import RunValues
from mentorat.blog.lists.listings import everything, of_tag
from mentorat.blog.lists.paging import NEWEST
from mentorat.blog.queries.beside import find_beside
from mentorat.blog.queries.cards import list_newest, list_whole
from mentorat.blog.queries.page import find_article
from mentorat.blog.queries.search import find_posts
from mentorat.db.executor import Db

LOOKED_AT = 400  # articles that are read in turn
PAGE, FEED, FOUND = 13, 20, 30
SAMPLE = slug(0)  # the article that is recorded
SOME_ARTICLE = RunValues(
    f"\\set article random(0, {LOOKED_AT - 1})\n", {SAMPLE: "('article-' || :article::text)"}
)


def questions(now: datetime) -> list[Question]:
    """A list, a tag, an article, searches and a feed: each page as people or programs read it."""
    return [
        _list("GET /blog", "/blog", everything("fr")),
        _list("GET /blog/tags/…", f"/blog/tags/{TAGS[3]}", of_tag(TAGS[3], "fr")),
        _article(now),
        *(_search(f"q, {how}", words) for how, words in _SEARCHES.items()),
        Question(
            "GET /blog/feed.xml",
            ["/blog/feed.xml"],
            "<?xml",
            lambda db: list_whole(db, everything("fr"), count=FEED),
        ),
    ]


_SEARCHES = {
    "1 article in 3": COMMON,
    "1 article in 100": USUAL,
    "20 articles": RARE,
    "misspelt": RARE.replace("ss", "s"),
}


def _list(name: str, path: str, listed: str) -> Question:
    return Question(name, [path], "<!", lambda db: list_newest(db, listed, NEWEST, count=PAGE))


def _search(name: str, words: str) -> Question:
    path = f"/api/posts?q={quote(words)}&limit={FOUND}"
    return Question(
        name, [path], '{"items":[{', lambda db: find_posts(db, words, "fr", count=FOUND)
    )


def _article(now: datetime) -> Question:
    async def read(db: Db) -> object:
        row = await find_article(db, SAMPLE)
        return row and await find_beside(db, row, "fr", now=now)

    return Question("GET /blog/…", [f"/blog/{slug(at)}" for at in range(LOOKED_AT)], "<!", read)
