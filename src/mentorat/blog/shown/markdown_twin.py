"""An article as its author wrote it, with a few lines above that say what it is."""

from mentorat.blog.queries.page import ArticleRow


def markdown_twin(row: ArticleRow, address: str, *, nobody: str) -> str:
    """The Markdown of an article under its title, excerpt, author and address; `nobody` is how an
    author who left is called."""
    name = " ".join(part for part in (row.first_name, row.last_name) if part) or nobody
    about = f"{name}, {row.published_at:%Y-%m-%d}, <{address}>"
    return f"# {row.title}\n\n> {row.excerpt}\n\n{about}\n\n{row.markdown.strip()}\n"
