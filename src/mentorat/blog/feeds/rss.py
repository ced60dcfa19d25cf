"""RSS 2.0 (rssboard.org), with the whole text in `content:encoded`."""

from email.utils import format_datetime
from typing import Any
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from mentorat.blog.feeds.entries import FeedDocument, FeedEntry, legal

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"
for prefix, space in (("atom", ATOM), ("content", CONTENT), ("dc", DC)):
    register_namespace(prefix, space)


def rss(feed: FeedDocument) -> bytes:
    """The feed as RSS."""
    root = Element("rss", {"version": "2.0"})
    channel = SubElement(root, "channel")
    _texts(channel, title=feed.title, link=feed.page, description=feed.description)
    _texts(channel, language=feed.language)
    if feed.modified_at:
        _texts(channel, lastBuildDate=_date(feed.modified_at))
    link = {"rel": "self", "type": "application/rss+xml", "href": legal(feed.url)}
    SubElement(channel, f"{{{ATOM}}}link", link)
    for entry in feed.entries:
        _item(channel, entry)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _item(channel: Any, entry: FeedEntry) -> None:
    item = SubElement(channel, "item")
    _texts(item, title=entry.title, link=entry.url, description=entry.excerpt)
    SubElement(item, "guid", {"isPermaLink": "false"}).text = legal(entry.id)
    _texts(item, pubDate=_date(entry.published_at))
    SubElement(item, f"{{{DC}}}creator").text = legal(entry.author)
    for tag in entry.tags:
        _texts(item, category=tag)
    SubElement(item, f"{{{CONTENT}}}encoded").text = legal(entry.html)


def _texts(parent: Any, **texts: str) -> None:
    for name, text in texts.items():
        SubElement(parent, name).text = legal(text)


def _date(moment: Any) -> str:
    return format_datetime(moment.replace(microsecond=0))
