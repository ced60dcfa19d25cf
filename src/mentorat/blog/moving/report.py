"""What an import did with each article, and what it could not carry over."""

from collections.abc import Iterator
from typing import Literal

import msgspec

from mentorat.blog.moving.posts import Loss, LossKind
from mentorat.wire import one_line

Outcome = Literal["taken", "already_here", "left_out"]
SHOWN_LETTERS_MAX = 120

# In the words of whoever runs the command.
WORDS: dict[LossKind, str] = {
    "alt": "the cover has no description: it got the title",
    "author": "nobody here is this author",
    "block": "a block that is not known here",
    "changes": "changes that readers had not seen were not taken",
    "code_injection": "code of its own in the page",
    "comments": "comments",
    "cover": "the cover's picture is not in the file",
    "date": "a date that cannot be read",
    "embed": "a player became a link",
    "excerpt_cut": "the excerpt was too long and was cut",
    "excerpt_made": "the excerpt was made of its first sentences",
    "form": "a form",
    "former_slug": "an earlier address that is another article's now",
    "html": "HTML that readers would see as text",
    "image": "a picture that is not in the file",
    "language": "a language that is not spoken here",
    "links": "a link to another file",
    "members_only": "was for members only: it is a draft",
    "not_ready": "cannot be shown to readers as it is: it is a draft",
    "other_files": "other files",
    "pages": "pages and other things that are no articles",
    "pair": "the article that it translates is not here",
    "password": "was behind a password: it is a draft",
    "series": "a series name that is too long",
    "shortcode": "a shortcode",
    "skill": "a skill that is not in the list",
    "slug": "the address was changed",
    "status": "a status that is not known here: it is a draft",
    "table": "a table became lines",
    "tag": "a tag that is too long, or one too many",
    "title_cut": "the title was too long and was cut",
    "unsafe_entry": "an entry of the file that is not read",
}
# Said for whoever wants to know; nobody has anything to do about it.
HARMLESS = frozenset({"excerpt_made", "other_files"})


class PostOutcome(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    """What became of one article. `why` is said of one that was left out."""

    place: str
    title: str
    outcome: Outcome
    why: str | None = None
    id: str | None = None
    status: str | None = None
    old_address: str | None = None
    address: str | None = None
    losses: list[Loss] = []


class MovingReport(msgspec.Struct, rename="camel", kw_only=True):
    """What an import did, or with `dry_run` would do."""

    source: str
    dry_run: bool
    posts: list[PostOutcome] = []
    losses: list[Loss] = []  # of the file as a whole

    @property
    def needs_attention(self) -> bool:
        """Whether something was left out or became less."""
        return any(post.outcome == "left_out" for post in self.posts) or any(
            loss.kind not in HARMLESS for loss in self._losses()
        )

    def count(self, outcome: Outcome) -> int:
        """How many articles came to this."""
        return sum(post.outcome == outcome for post in self.posts)

    def _losses(self) -> Iterator[Loss]:
        yield from self.losses
        for post in self.posts:
            yield from post.losses


def sentence_of(loss: Loss) -> str:
    """A loss in words."""
    detail = shown(loss.detail)
    return f"{WORDS[loss.kind]}: {detail}" if detail else WORDS[loss.kind]


def shown(text: str) -> str:
    """Words of a file as a terminal may show them: one line, and nothing that a terminal obeys."""
    return " ".join(one_line(text).split())[:SHOWN_LETTERS_MAX]
