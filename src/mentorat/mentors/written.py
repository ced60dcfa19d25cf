"""What a mentor wrote, as pages name it that know nothing of the blog: `app` says who finds it."""

import msgspec


class WrittenArticle(msgspec.Struct, frozen=True):
    """An article of a mentor's."""

    slug: str
    title: str
    language: str
