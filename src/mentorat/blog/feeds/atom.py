"""Atom (RFC 4287), with the whole text as HTML."""

from typing import Any
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from mentorat.blog.feeds.entries import FeedDocument, FeedEntry, legal

ATOM = "http://www.w3.org/2005/Atom"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
NEVER = "1970-01-01T00:00:00+00:00"  # a feed says when it changed, an empty one too
register_namespace("", ATOM)


def atom(feed: FeedDocument) -> bytes:
    """The feed as Atom."""
    root = Element(_name("feed"), {LANG: legal(feed.language)})
    _texts(root, id=feed.url, title=feed.title, subtitle=feed.description)
    _texts(root, updated=feed.modified_at.isoformat() if feed.modified_at else NEVER)
    _link(root, "self", feed.url, "application/atom+xml")
    _link(root, "alternate", feed.page, "text/html")
    author = SubElement(root, _name("author"))
    _texts(author, name="mentorat")
    for entry in feed.entries:
        _entry(root, entry)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _entry(root: Any, entry: FeedEntry) -> None:
    made = SubElement(root, _name("entry"), {LANG: legal(entry.language)})
    _texts(made, id=entry.id, title=entry.title)
    _texts(made, published=entry.published_at.isoformat(), updated=entry.modified_at.isoformat())
    _link(made, "alternate", entry.url, "text/html")
    author = SubElement(made, _name("author"))
    _texts(author, name=entry.author)
    if entry.author_url:
        _texts(author, uri=entry.author_url)
    for tag in entry.tags:
        SubElement(made, _name("category"), {"term": legal(tag)})
    _texts(made, summary=entry.excerpt)
    SubElement(made, _name("content"), {"type": "html"}).text = legal(entry.html)


def _texts(parent: Any, **texts: str) -> None:
    for name, text in texts.items():
        SubElement(parent, _name(name)).text = legal(text)


def _link(parent: Any, rel: str, address: str, kind: str) -> None:
    SubElement(parent, _name("link"), {"rel": rel, "type": kind, "href": legal(address)})


def _name(local: str) -> str:
    return f"{{{ATOM}}}{local}"
