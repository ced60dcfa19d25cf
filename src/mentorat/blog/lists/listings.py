"""The names of the lists that articles stand in. Each list is of one language of its readers: an
article without a translation is in both."""

from collections.abc import Iterator, Sequence

LANGUAGES = ("fr", "en")


def everything(locale: str) -> str:
    """All articles, for readers of a language."""
    return locale


def of_tag(slug: str, locale: str) -> str:
    """Those with a tag."""
    return f"{locale}:tag:{slug}"


def of_author(author_id: str, locale: str) -> str:
    """Those of an author."""
    return f"{locale}:author:{author_id}"


def of_skill(slug: str, locale: str) -> str:
    """Those about a skill of the directory."""
    return f"{locale}:skill:{slug}"


def of_series(slug: str, locale: str) -> str:
    """Those of a series."""
    return f"{locale}:series:{slug}"


def listings(
    *, author_id: str, tags: Sequence[str], skills: Sequence[str], series: str | None
) -> Iterator[tuple[str, str]]:
    """Every list of an article as (language of the readers, name)."""
    for locale in LANGUAGES:
        yield locale, everything(locale)
        yield locale, of_author(author_id, locale)
        yield from ((locale, of_tag(slug, locale)) for slug in tags)
        yield from ((locale, of_skill(slug, locale)) for slug in skills)
        if series:
            yield locale, of_series(series, locale)
