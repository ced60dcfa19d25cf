"""Lists and searches of the blog stay quick as it grows: each reads a few rows of an index."""

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import sql

from bench.articles import COMMON, RARE, TAGS, fill_articles, slug
from mentorat.blog.lists.listings import of_series, of_skill, of_tag
from mentorat.blog.lists.paging import NEWEST, OLDEST
from mentorat.blog.queries import beside, cards, page, search
from mentorat.db.executor import Statement
from tests.builders import MONDAY
from tests.conftest import with_database
from tests.directory.plans import Asked, plan_of, scans

COUNT = 3_000
A_MONTHS_ARTICLES = 31 * 36  # one each forty minutes
GROWING = {"post_pages", "post_listings", "posts", "post_slugs", "post_words", "post_tags"}


@pytest.fixture(scope="module")
def long_blog(server_url: str, template: str) -> Iterator[str]:
    """A blog of three thousand articles, in a database of its own."""
    name = f"mentorat_long_blog_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    database, source = sql.Identifier(name), sql.Identifier(template)
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(database))
        connection.execute(sql.SQL("create database {} template {}").format(database, source))
        url = with_database(server_url, name)
        fill_articles(url, count=COUNT, now=MONDAY)
        yield url
        connection.execute(sql.SQL("drop database {} with (force)").format(database))


def asked(statement: Statement[Any], **values: Any) -> Asked:
    return statement.sql, statement.arguments(values)


def of_list(name: str) -> Asked:
    return asked(cards._NEWEST_FIRST, list=name, at=NEWEST.at, post_id=NEWEST.id, count=13)


LISTS = [of_tag(TAGS[1], "fr"), of_skill("python", "fr")]
MIDDLE = datetime(2023, 5, 1, tzinfo=UTC)
QUESTIONS = {
    "the blog": of_list("fr"),
    "a page far behind": asked(
        cards._NEWEST_FIRST, list="fr", at=MIDDLE, post_id=UUID(int=1), count=13
    ),
    "a tag": of_list(of_tag(TAGS[1], "fr")),
    "a series": asked(
        cards._OLDEST_FIRST,
        list=of_series("serie-2", "fr"),
        at=OLDEST.at,
        post_id=OLDEST.id,
        count=13,
    ),
    "a feed": asked(cards._WHOLE, list="fr", count=20),
    "an article": asked(page._ARTICLE, slug=slug(7)),
    "an old address": asked(page._FORWARDING, slug=slug(7)),
    "articles alike": asked(beside._RELATED, lists=LISTS, pair_id=UUID(int=1)),
    "a rare word": asked(search._FOUND, words=RARE, list="fr", count=30),
    "words alike": asked(search._ALIKE, words=["contrebase"]),
}


@pytest.mark.parametrize("generic", [False, True], ids=["these values", "any values"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_no_reader_makes_the_database_read_it_all(
    long_blog: str, question: str, generic: bool
) -> None:
    plan = plan_of(long_blog, QUESTIONS[question], generic=generic)
    read_whole = {table for how, table in scans(plan) if how.startswith("Seq Scan")}
    assert not read_whole & GROWING, plan


@pytest.mark.parametrize("generic", [False, True], ids=["these values", "any values"])
def test_a_word_that_is_everywhere_is_looked_for_in_a_bounded_number(
    long_blog: str, generic: bool
) -> None:
    question = asked(search._FOUND, words=COMMON, list="fr", count=30)
    plan = plan_of(long_blog, question, generic=generic)
    read = [
        float(line.partition("actual rows=")[2].partition(" ")[0])
        for line in plan.splitlines()
        if "actual rows=" in line and ("_post_" in line or " on post_pages" in line)
    ]
    assert read
    assert max(read) <= A_MONTHS_ARTICLES / 3, plan


@pytest.mark.parametrize("question", ["the blog", "a tag", "a series", "a feed"])
def test_the_database_expects_few_articles_of_a_list_however_many_are_asked_for(
    long_blog: str, question: str
) -> None:
    """Otherwise it plans each question anew, which costs more than the answer."""
    plan = plan_of(long_blog, QUESTIONS[question], generic=True)
    joined = [int(rows) for rows in re.findall(r"Nested Loop.*?rows=(\d+)", plan)]
    assert joined
    assert max(joined) <= cards.LISTED_MAX, plan
