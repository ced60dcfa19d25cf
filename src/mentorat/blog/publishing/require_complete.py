"""What readers need of an article."""

from mentorat.blog.publication import requirements
from mentorat.blog.queries.own import PostRow
from mentorat.errors import Invalid, Problem, say
from mentorat.text.articles import Article, render

SILENT = say("Décrivez chaque image entre ses crochets (%(count)s sans texte).")


def require_complete(post: PostRow) -> Article:
    """The article that a text makes. Raises Invalid, naming all that readers need and that is not
    there; TextTooLong or TextTooNested for a text that cannot be made into a page."""
    needed = requirements(
        title=post.title,
        markdown=post.markdown,
        excerpt=post.excerpt,
        cover=(post.cover_key, post.cover_alt),
    )
    missing = [Problem(f"/{one.name}", one.sentence, "missing") for one in needed if not one.is_met]
    if missing:
        raise Invalid(missing)
    return render(post.markdown, language=post.language)


def require_described(article: Article) -> None:
    """Raise Invalid while pictures of a text lack words for who does not see them."""
    silent = sum(not image.alt for image in article.images)
    if silent:
        raise Invalid([Problem("/markdown", SILENT, "missing_alt", {"count": silent})])
