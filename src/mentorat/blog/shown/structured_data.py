"""What search engines read of an article (schema.org, as JSON-LD)."""

import json
from typing import Any

from mentorat.blog.addresses import article_address, author_address
from mentorat.blog.schemas import PostDetail

CONTEXT = "https://schema.org"


def article_document(article: PostDetail, origin: str, *, author: str, picture: str | None) -> str:
    """The JSON-LD of an article, safe inside a script element: the article, who wrote it (`author`
    is how they are called), and where it stands in the blog."""
    address = origin + article_address(article.slug)
    posting: dict[str, Any] = {
        "@type": "BlogPosting",
        "@id": address,
        "mainEntityOfPage": address,
        "url": address,
        "headline": article.title,
        "description": article.excerpt,
        "inLanguage": article.language,
        "datePublished": article.published_at.isoformat(),
        "dateModified": article.modified_at.isoformat(),
        "timeRequired": f"PT{article.reading_minutes}M",
        "keywords": [tag.label for tag in article.tags],
        "author": _person(article, origin, author),
        "publisher": {"@type": "Organization", "name": "mentorat", "url": origin},
    }
    if picture:
        posting["image"] = picture
    if article.series:
        posting["isPartOf"] = {
            "@type": "CreativeWorkSeries",
            "name": article.series.title,
            "url": f"{origin}/blog/series/{article.series.slug}",
        }
    if article.translation:
        posting["workTranslation"] = {
            "@type": "BlogPosting",
            "@id": origin + article_address(article.translation.slug),
            "inLanguage": article.translation.language,
        }
    return script_text({"@context": CONTEXT, "@graph": [posting, _trail(article, origin)]})


def script_text(document: dict[str, Any]) -> str:
    """JSON that cannot end the script element it stands in."""
    text = json.dumps(document, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _person(article: PostDetail, origin: str, name: str) -> dict[str, Any]:
    author = article.author
    person: dict[str, Any] = {"@type": "Person", "name": name}
    if author.mentor_id:
        person |= {"@id": f"{origin}/mentors/{author.mentor_id}", "jobTitle": author.headline}
    if author.slug:
        person["url"] = origin + author_address(author)
    if author.image_url:
        person["image"] = author.image_url
    return person


def _trail(article: PostDetail, origin: str) -> dict[str, Any]:
    steps = [("Blog", f"{origin}/blog")]
    if article.series:
        steps.append((article.series.title, f"{origin}/blog/series/{article.series.slug}"))
    steps.append((article.title, origin + article_address(article.slug)))
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": address}
            for place, (name, address) in enumerate(steps, 1)
        ],
    }
