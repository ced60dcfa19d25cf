"""What a mentor wrote, as pages name it that know nothing of the blog: `app` says who finds it."""

from collections.abc import Callable, Coroutine
from typing import Any, TypeAlias

import msgspec


class WrittenArticle(msgspec.Struct, frozen=True):
    """An article of a mentor's."""

    slug: str
    title: str
    language: str


# How to read what a mentor wrote last, when it is wanted.
WrittenFinder: TypeAlias = Callable[[], Coroutine[Any, Any, list[WrittenArticle]]]
