"""What readers need of an article."""

from mentorat.blog.publication import requirements
from mentorat.blog.queries.own import PostRow
from mentorat.errors import Invalid, Problem
from mentorat.text.articles import render


def require_complete(post: PostRow) -> None:
    """Raise Invalid, naming all that readers need and that is not there; TextTooLong or
    TextTooNested for a text that cannot be made into a page."""
    needed = requirements(
        title=post.title,
        markdown=post.markdown,
        excerpt=post.excerpt,
        cover=(post.cover_key, post.cover_alt),
    )
    missing = [Problem(f"/{one.name}", one.sentence, "missing") for one in needed if not one.is_met]
    if missing:
        raise Invalid(missing)
    render(post.markdown, language="en" if post.language == "en" else "fr")
