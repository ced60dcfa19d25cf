"""Where the pages of the blog are."""

from typing import Any

from mentorat.blog.schemas import AuthorCard


def article_address(slug: str) -> str:
    """The page of an article."""
    return f"/blog/{slug}"


def author_address(author: AuthorCard) -> str:
    """The articles of somebody who is here."""
    return f"/blog/authors/{author.slug}"


def list_address(request: Any, path: str) -> str:
    """Another address with everything that this one was asked."""
    query: bytes = request.scope.get("query_string", b"")
    return f"{path}?{query.decode('latin-1')}" if query else path
