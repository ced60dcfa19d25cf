"""An article of elsewhere within the bounds of ours: what does not fit is cut, and told."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from mentorat.blog.models import PostStatus
from mentorat.blog.moving.dates import write_moment
from mentorat.blog.moving.links import with_targets
from mentorat.blog.moving.posts import ImportedPost, Loss
from mentorat.blog.schemas import (
    EXCERPT_MAX,
    SKILLS_MAX,
    TAG_LETTERS_MAX,
    TAGS_MAX,
    TITLE_MAX,
    Language,
    PostDocument,
)
from mentorat.blog.slugs import candidates, slug_of
from mentorat.text.articles import render
from mentorat.wire import one_line, several_lines

ALT_MAX = 300


class PostSetting(NamedTuple):
    """What an article is read with: the language of those that name none, the skills there are, and
    where its pictures are now."""

    language: Language
    skills: frozenset[str]
    places: Mapping[str, str]
    cover_key: str | None


def fitted(
    post: ImportedPost, setting: PostSetting, *, status: PostStatus
) -> tuple[PostDocument, list[Loss]]:
    """The article as an author would save it. Raises pydantic's ValidationError for words that
    nobody may save, and what `render` raises where readers need an excerpt."""
    losses: list[Loss] = []
    language = _language(post, setting, losses)
    markdown = several_lines(with_targets(post.markdown, setting.places)).strip()
    cover_key, cover_alt = _cover(post, setting, losses)
    values = {
        "language": language,
        "title": _cut(post.title, TITLE_MAX, Loss("title_cut", post.title), losses),
        "excerpt": _excerpt(post, markdown, language, losses, is_needed=_is_shown(status)),
        "markdown": markdown,
        "tags": _tags(post, losses),
        "skills": _skills(post, setting, losses),
        "series": _series(post, losses),
        "slug": _slug(post, losses),
        "coverKey": cover_key,
        "coverAlt": cover_alt,
        "publishAt": write_moment(_minute(post.publish_at)),
        "unpublishAt": write_moment(_minute(post.unpublish_at)),
    }
    return PostDocument.model_validate(values), losses


def _is_shown(status: PostStatus) -> bool:
    return status in {PostStatus.PUBLISHED, PostStatus.SCHEDULED, PostStatus.IN_REVIEW}


def _language(post: ImportedPost, setting: PostSetting, losses: list[Loss]) -> Language:
    told = (post.language or "").strip().lower()[:2]
    if told == "fr":
        return "fr"
    if told == "en":
        return "en"
    if told:
        losses.append(Loss("language", post.language or ""))
    return setting.language


def _cut(text: str, most: int, loss: Loss, losses: list[Loss]) -> str:
    plain = one_line(text).strip()
    if len(plain) <= most:
        return plain
    losses.append(loss)
    return plain[: most - 1].rpartition(" ")[0].rstrip(" ,;:.") + "…"


def _excerpt(
    post: ImportedPost, markdown: str, language: Language, losses: list[Loss], *, is_needed: bool
) -> str:
    told = _cut(post.excerpt, EXCERPT_MAX, Loss("excerpt_cut", post.excerpt), losses)
    if told or not is_needed or not markdown:
        return told
    made = render(markdown, language=language).excerpt
    losses.append(Loss("excerpt_made", made))
    return _cut(made, EXCERPT_MAX, Loss("excerpt_cut"), [])


def _tags(post: ImportedPost, losses: list[Loss]) -> list[str]:
    found: dict[str, str] = {}
    for tag in filter(None, (one_line(tag).strip() for tag in post.tags)):
        if len(tag) > TAG_LETTERS_MAX or (len(found) >= TAGS_MAX and slug_of(tag) not in found):
            losses.append(Loss("tag", tag))
        else:
            found.setdefault(slug_of(tag, nameless=tag), tag)
    return list(found.values())


def _skills(post: ImportedPost, setting: PostSetting, losses: list[Loss]) -> list[str]:
    known = [skill for skill in dict.fromkeys(post.skills) if skill in setting.skills]
    losses += [Loss("skill", skill) for skill in post.skills if skill not in setting.skills]
    losses += [Loss("skill", skill) for skill in known[SKILLS_MAX:]]
    return known[:SKILLS_MAX]


def _series(post: ImportedPost, losses: list[Loss]) -> str | None:
    title = one_line(post.series or "").strip()
    if len(title) > TITLE_MAX:
        losses.append(Loss("series", title))
        return None
    return title or None


def _slug(post: ImportedPost, losses: list[Loss]) -> str | None:
    if not post.slug:
        return None
    slug = next(candidates(slug_of(post.slug)))  # some words are no article's
    if slug != post.slug:
        losses.append(Loss("slug", f"{post.slug} → {slug}"))
    return slug


def _cover(
    post: ImportedPost, setting: PostSetting, losses: list[Loss]
) -> tuple[str | None, str | None]:
    if not setting.cover_key:
        return None, None
    alt = one_line(post.cover_alt or "").strip()[:ALT_MAX]
    if not alt:
        losses.append(Loss("alt"))
    return setting.cover_key, alt or one_line(post.title).strip()[:ALT_MAX]


def _minute(moment: datetime | None) -> datetime | None:
    return moment and moment.replace(second=0, microsecond=0)
